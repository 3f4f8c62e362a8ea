import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_KINDS, FAULTY_ANSWERS, LOSING_KINDS, LOSSES_MAX, MOST_PER_ROUND, planRound } from './fault-plan.ts';
import { INFRASTRUCTURE_RETRIES_DEFAULT } from '../../src/shared/limits.ts';

const seeds = fc.nat(2 ** 32 - 1);
const rounds = fc.integer({ min: 1, max: 1_000 });
const options = fc.record({
  kinds: fc.subarray([...FAULT_KINDS, FAULTY_ANSWERS]),
  faultCount: fc.integer({ min: 0, max: 20 }),
  gapMsMax: fc.integer({ min: 0, max: 10_000 }),
});

describe('a plan of faults', () => {
  test('is the same for the same seed and round', () => {
    fc.assert(
      fc.property(seeds, rounds, options, (seed, round, given) => {
        expect(planRound(seed, round, given)).toEqual(planRound(seed, round, given));
      }),
    );
  });

  test('draws only what is allowed, no kind too often, in the order of moments', () => {
    fc.assert(
      fc.property(seeds, rounds, options, (seed, round, given) => {
        const { faults, faultyAnswers } = planRound(seed, round, given);
        expect(faults.length).toBeLessThanOrEqual(given.faultCount);
        expect(faults.every(({ kind }) => given.kinds.includes(kind))).toBe(true);
        expect(faultyAnswers && !given.kinds.includes(FAULTY_ANSWERS)).toBe(false);
        for (const kind of FAULT_KINDS) {
          expect(faults.filter((fault) => fault.kind === kind).length).toBeLessThanOrEqual(MOST_PER_ROUND[kind]);
        }
        const moments = faults.map(({ atMs }) => atMs);
        expect(moments).toEqual(moments.toSorted((one, other) => one - other));
      }),
    );
  });

  test('never costs a scenario more attempts than it is tried again for broken infrastructure', () => {
    expect(LOSSES_MAX).toBeLessThanOrEqual(INFRASTRUCTURE_RETRIES_DEFAULT);
    fc.assert(
      fc.property(seeds, rounds, (seed, round) => {
        const { faults } = planRound(seed, round, { kinds: FAULT_KINDS, faultCount: 20, gapMsMax: 5_000 });
        expect(faults.filter(({ kind }) => LOSING_KINDS.includes(kind)).length).toBeLessThanOrEqual(LOSSES_MAX);
      }),
    );
  });

  test('stops processes for longer than the deadline of a request, and some for longer than a heartbeat', () => {
    const given = { kinds: ['stop-worker', 'stop-apiserver'], faultCount: 2, gapMsMax: 1_000 };
    const holds = Array.from({ length: 100 }, (_, round) => planRound(7, round, given).faults).flat();
    expect(Math.min(...holds.map(({ holdMs }) => holdMs))).toBeGreaterThan(10_000);
    expect(Math.max(...holds.map(({ holdMs }) => holdMs))).toBeGreaterThan(20_000);
  });

  test('draws every kind, and rounds with and without faulty answers', () => {
    const given = { kinds: [...FAULT_KINDS, FAULTY_ANSWERS], faultCount: 14, gapMsMax: 1_000 };
    const plans = Array.from({ length: 50 }, (_, round) => planRound(1, round, given));
    const drawn = new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...drawn].toSorted()).toEqual([...FAULT_KINDS].toSorted());
    expect(new Set(plans.map(({ faultyAnswers }) => faultyAnswers))).toEqual(new Set([true, false]));
  });
});
