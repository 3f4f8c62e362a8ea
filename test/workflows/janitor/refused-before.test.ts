import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RefusedOrphan } from '../../../src/activities/index.ts';
import { refusedIn } from '../../../src/workflows/janitor/refused-before.ts';

const orphan: RefusedOrphan = {
  name: 'muster-a',
  uid: 'u',
  reason: 'Cluster.Forbidden',
  conditions: [],
  refusalCount: 1,
  nextTryAtMs: 1,
};

test('hands on what the sweep before could not delete', () => {
  expect(refusedIn({ examinedCount: 1, deleted: [], refused: [orphan] })).toEqual([orphan]);
});

test('takes of another version’s result only what has a back-off', () => {
  const { refusalCount: _, ...older } = orphan;
  expect(refusedIn({ refused: [older, null, 7, { ...orphan, nextTryAtMs: '1' }, orphan] })).toEqual([orphan]);
});

test('is nothing for a result that says nothing, whatever it is', () => {
  fc.assert(
    fc.property(fc.anything(), (result) => {
      expect(refusedIn(result)).toEqual([]);
      expect(refusedIn({ refused: result })).toEqual([]);
    }),
  );
});
