import { describe, expect, test } from 'vitest';
import { simulate } from '../../bench/simulation/simulate.ts';
import { TINY } from '../../bench/simulation/variants.ts';

describe('slots on simulated time, with late, doubled and lost messages', () => {
  test.each(['fixed', 'shared'] as const)('every scenario has one outcome and no rule is broken (%s)', (division) => {
    const results = [1, 2, 3].map((seed) => simulate({ ...TINY, seed, division }));
    for (const { violations, ended, lost, scenarios, peakInUse } of results) {
      expect(violations).toEqual([]);
      expect(ended + lost).toBe(scenarios);
      expect(peakInUse).toBeLessThanOrEqual(TINY.workers * TINY.slotsPerWorker);
    }
    // Otherwise no shard died while it had something to lose, and the test shows less than it says.
    expect(Math.max(...results.map(({ lost }) => lost))).toBeGreaterThan(0);
  });

  test('the same seed gives the same run', () => {
    expect(simulate(TINY)).toEqual(simulate(TINY));
  });

  test('where namespaces go slower than scripts end, the namespace controller decides how long it takes', () => {
    const quiet = { ...TINY, deaths: 0, dips: 0, scripts: { medianMs: 1_000, sigma: 0.5 } };
    const result = simulate({ ...quiet, deletionsPerSecond: 2 });
    expect(result.makespanMs).toBeGreaterThanOrEqual(result.controllerBoundMs);
    expect(result.makespanMs).toBeLessThan(result.controllerBoundMs * 1.1);
  });
});
