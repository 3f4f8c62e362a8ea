import { expect, test } from 'vitest';
import type { SweepResult } from '../../../src/activities/index.ts';
import { sweepDetails } from '../../../src/workflows/janitor/sweep-details.ts';

const none: SweepResult = { examinedCount: 3, deleted: [], refused: [] };

test('tells what was deleted, what is refused until when, what is stuck and why, and how many are kept', () => {
  const details = sweepDetails({
    examinedCount: 9,
    deleted: [{ name: 'muster-a', uid: '1' }],
    refused: [
      {
        name: 'muster-b',
        uid: '2',
        reason: 'Cluster.Forbidden',
        conditions: [{ type: 'Cluster.Forbidden', reason: 'DeleteRefused', message: 'may not' }],
        refusalCount: 3,
        nextTryAtMs: Date.UTC(2026, 0, 1, 12, 20),
      },
    ],
    stuck: [
      {
        name: 'muster-c',
        reason: 'Namespace.Stuck',
        conditions: [{ type: 'NamespaceContentRemaining', reason: 'r', message: 'configmaps. has 1 resource' }],
      },
      { name: 'muster-d', reason: 'Namespace.Stuck', conditions: [] },
    ],
    keptCount: 4,
    unlistedCount: 5,
  });
  expect(details.split('\n')).toEqual([
    '**1 deleted** of 9 namespaces; 1 refused, 2 stuck, 4 kept',
    '- deleted `muster-a`',
    '- **refused** 3 times `muster-b`, asked for again at 2026-01-01T12:20:00.000Z: Cluster.Forbidden: may not',
    '- **stuck** `muster-c`: NamespaceContentRemaining: configmaps. has 1 resource',
    '- **stuck** `muster-d`: Namespace.Stuck',
    '- 5 more, which do not fit into one sweep',
  ]);
});

test('stays short, however many there are', () => {
  expect(sweepDetails(none)).toBe('**0 deleted** of 3 namespaces; 0 refused, 0 stuck, 0 kept');
  const deleted = Array.from({ length: 1_000 }, (_, index) => ({ name: `n${index}`, uid: String(index) }));
  const lines = sweepDetails({ ...none, deleted }).split('\n');
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('- … 980 more');
});
