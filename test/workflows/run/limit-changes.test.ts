import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LIMIT_CHANGES_MAX } from '../../../src/shared/limits.ts';
import { LimitChanges } from '../../../src/workflows/run/limit-changes.ts';

const wishes = fc.array(fc.record({ limit: fc.integer({ min: 1, max: 5 }), paused: fc.boolean() }), { maxLength: 50 });

it('says at every time how many might run, and nothing twice', () => {
  fc.assert(
    fc.property(wishes, (each) => {
      const changes = new LimitChanges();
      each.forEach((wish, atMs) => changes.note(wish, atMs));
      each.forEach(({ limit, paused }, atMs) => {
        expect(changes.all.findLast((change) => change.atMs <= atMs)?.limit).toBe(paused ? 0 : limit);
      });
      changes.all.forEach((change, index) => expect(change.limit).not.toBe(changes.all[index - 1]?.limit));
    }),
  );
});

it('keeps the limit at the start and the newest changes when there are too many', () => {
  const changes = new LimitChanges();
  for (let atMs = 0; atMs < 3 * LIMIT_CHANGES_MAX; atMs += 1)
    changes.note({ limit: 1 + (atMs % 2), paused: false }, atMs);
  expect(changes.all).toHaveLength(LIMIT_CHANGES_MAX);
  expect(changes.all[0]?.atMs).toBe(0);
  expect(changes.all.at(-1)?.atMs).toBe(3 * LIMIT_CHANGES_MAX - 1);
});
