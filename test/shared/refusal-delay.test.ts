import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JANITOR_REFUSED_RETRY_MS_FIRST, JANITOR_REFUSED_RETRY_MS_MAX, MINUTE_MS } from '../../src/shared/limits.ts';
import { refusalDelayMs } from '../../src/shared/refusal-delay.ts';

test('a refused deletion waits 5, 10, 20, 40 minutes, then an hour each time', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((count) => refusalDelayMs(count) / MINUTE_MS)).toEqual([5, 10, 20, 40, 60, 60, 60]);
});

test('it never waits shorter than the time before, nor outside its bounds, however often it was refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (count) => {
      const delayMs = refusalDelayMs(count);
      expect(delayMs).toBeGreaterThanOrEqual(JANITOR_REFUSED_RETRY_MS_FIRST);
      expect(delayMs).toBeLessThanOrEqual(JANITOR_REFUSED_RETRY_MS_MAX);
      expect(refusalDelayMs(count + 1)).toBeGreaterThanOrEqual(delayMs);
    }),
  );
});
