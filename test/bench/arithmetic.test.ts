import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listScheduleMs } from '../../bench/list-scheduling.ts';
import { Random } from '../../bench/random.ts';
import { quantile, spreadOf } from '../../bench/statistics.ts';
import durations from '../../bench/workloads/log-normal.json' with { type: 'json' };
import { logNormalDurations } from '../../bench/workloads/log-normal.ts';

describe('the list-scheduling bound', () => {
  test('is what a hand would draw', () => {
    expect(listScheduleMs([5, 4, 3, 3, 3], 2)).toBe(10);
    expect(listScheduleMs([2_000, 2_000, 2_000], 8)).toBe(2_000);
    expect(listScheduleMs([], 4)).toBe(0);
  });

  test('is never shorter than the work or the longest script, nor longer than both together', () => {
    const times = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 20 }), (durationsMs, slots) => {
        const bound = listScheduleMs(durationsMs, slots);
        const work = durationsMs.reduce((sum, ms) => sum + ms, 0) / slots;
        expect(bound).toBeGreaterThanOrEqual(Math.max(work, ...durationsMs) - 1e-6);
        expect(bound).toBeLessThanOrEqual(work + Math.max(...durationsMs) + 1e-6);
      }),
    );
  });

  test('refuses what is no number of slots', () => {
    expect(() => listScheduleMs([1], 0)).toThrow(RangeError);
  });
});

describe('medians', () => {
  test('lie between the two in the middle of an even number', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4, count: 4 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7, count: 1 });
    expect(spreadOf([])).toBeUndefined();
    expect(quantile([10, 20, 30], 1)).toBe(30);
  });
});

describe('random numbers', () => {
  test('are the same for the same seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, (_, index) => new Random(seed + index).next());
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  test('the list of durations that is checked in is the one that its seed makes', () => {
    expect(durations).toEqual(logNormalDurations());
  });
});
