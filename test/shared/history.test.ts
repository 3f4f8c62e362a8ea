import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateOf, flakeRateOf, type HistoryEntry } from '../../src/shared/history.ts';
import type { OutcomeStatus } from '../../src/shared/outcome.ts';

function entry(status: OutcomeStatus, given: Partial<HistoryEntry> = {}): HistoryEntry {
  return { runName: 'r', finishedAtMs: 1, status, flaky: false, durationMs: 1_000, ...given };
}

const statuses = ['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[];
const anyEntry = fc.record({
  status: fc.constantFrom(...statuses),
  flaky: fc.boolean(),
  durationMs: fc.nat(),
});

describe('flakeRateOf', () => {
  const passed = entry('passed');
  const failed = entry('failed');

  test.each([
    ['nothing known', [], undefined],
    ['no verdict', [entry('errored'), entry('skipped'), entry('cancelled')], undefined],
    ['always the same', [passed, passed, passed, passed], 0],
    ['a flaky pass', [passed, passed, passed, entry('passed', { flaky: true })], 0.25],
    ['a change that lasts counts once', [passed, passed, failed, failed], 0.25],
    ['to and fro', [passed, failed, passed, failed], 0.75],
    ['what has no verdict does not come between', [passed, entry('errored'), passed, entry('cancelled')], 0],
  ] as const)('%s', (_, history, expected) => {
    expect(flakeRateOf(history)).toBe(expected);
  });

  test('is a share, and a scenario that always fails is not flaky', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (history) => {
        const rate = flakeRateOf(history);
        expect(rate === undefined || (rate >= 0 && rate <= 1)).toBe(true);
        expect(flakeRateOf(history.map((each) => ({ ...each, status: 'failed', flaky: false }))) ?? 0).toBe(0);
      }),
    );
  });
});

describe('estimateOf', () => {
  const passes = (...durations: number[]) => durations.map((durationMs) => entry('passed', { durationMs }));

  test('is the median of what passed: one slow night does not count', () => {
    expect(estimateOf(passes(1_000, 90_000, 3_000))).toBe(3_000);
    expect(estimateOf(passes(1_000, 2_001))).toBe(1_501);
  });

  test('failures, and passes whose duration was lost, say nothing', () => {
    expect(estimateOf([entry('failed', { durationMs: 5 }), entry('passed', { durationMs: 0 })])).toBeUndefined();
    expect(estimateOf([...passes(7), entry('errored', { durationMs: 500 })])).toBe(7);
  });

  test('only the last 20 passes count', () => {
    expect(estimateOf(passes(...Array<number>(30).fill(9), ...Array<number>(20).fill(4)))).toBe(4);
  });

  test('lies within what was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 20 }), (durations) => {
        const estimate = estimateOf(passes(...durations)) ?? Number.NaN;
        expect(estimate).toBeGreaterThanOrEqual(Math.min(...durations));
        expect(estimate).toBeLessThanOrEqual(Math.max(...durations));
      }),
    );
  });
});
