import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concurrencyOf, usedSlots } from '../../../src/report/timeline/concurrency.ts';
import { packLanes } from '../../../src/report/timeline/lanes.ts';
import { phasesOf, phasesOfAttempt } from '../../../src/report/timeline/phases.ts';
import { attemptOf } from '../../support/reports.ts';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 80 }))
  .map(([startMs, length]) => ({ startMs, endMs: startMs + length }));
const intervals = fc.array(interval, { maxLength: 80 });

describe('packLanes', () => {
  test('no two intervals overlap in a lane, and there are as many lanes as intervals at once', () => {
    fc.assert(
      fc.property(intervals, (given) => {
        const lanes = packLanes(given);
        for (const [a, left] of given.entries()) {
          for (const [b, right] of given.entries()) {
            if (a >= b || lanes[a] === -1 || lanes[a] !== lanes[b]) continue;
            expect(left.endMs <= right.startMs || right.endMs <= left.startMs).toBe(true);
          }
        }
        expect(Math.max(0, ...lanes.map((lane) => lane + 1))).toBe(concurrencyOf(given, 1).peak);
      }),
    );
  });

  test('each takes the first lane that is free, and an empty one takes none', () => {
    const given = [
      { startMs: 0, endMs: 10 },
      { startMs: 0, endMs: 4 },
      { startMs: 4, endMs: 9 },
      { startMs: 5, endMs: 5 },
      { startMs: 10, endMs: 12 },
    ];
    expect(packLanes(given)).toEqual([0, 1, 1, -1, 0]);
  });
});

describe('usedSlots', () => {
  test('says at every moment how many intervals hold, and ends at none', () => {
    fc.assert(
      fc.property(intervals, fc.integer({ min: 0, max: 600 }), (given, atMs) => {
        const used = usedSlots(given);
        const holding = given.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs).length;
        expect(used.findLast((each) => each.atMs <= atMs)?.used ?? 0).toBe(holding);
        expect(used.at(-1)?.used ?? 0).toBe(0);
      }),
    );
  });
});

describe('phasesOf', () => {
  test('phases follow one another from the run’s start to the scenario’s end', () => {
    const attempts = [
      attemptOf({
        status: 'failed',
        startedAtMs: 100,
        namespaceReadyAtMs: 130,
        scriptEndedAtMs: 180,
        finishedAtMs: 200,
      }),
      attemptOf({
        status: 'passed',
        attempt: 2,
        startedAtMs: 200,
        namespaceReadyAtMs: 210,
        scriptEndedAtMs: 260,
        finishedAtMs: 300,
      }),
    ];
    const phases = phasesOf({ startedAtMs: 100, outcome: { status: 'passed', flaky: true, attempts } }, 0);
    expect(phases.map(({ name, attempt, startMs, endMs }) => [name, attempt, startMs, endMs])).toEqual([
      ['queued', 0, 0, 100],
      ['namespace', 1, 100, 130],
      ['script', 1, 130, 180],
      ['cleanup', 1, 180, 200],
      ['namespace', 2, 200, 210],
      ['script', 2, 210, 260],
      ['cleanup', 2, 260, 300],
    ]);
  });

  test('a namespace that never came is all there was; a record of the first release is all script', () => {
    const times = { startedAtMs: 0, finishedAtMs: 50 };
    const { scriptMs: _scriptMs, ...neverStarted } = attemptOf({ status: 'errored', ...times });
    expect(phasesOfAttempt(neverStarted).map(({ name }) => name)).toEqual(['namespace']);
    expect(phasesOfAttempt(attemptOf({ status: 'passed', ...times })).map(({ name }) => name)).toEqual(['script']);
  });

  test('whatever a record claims, phases lie within their attempt and cover it', () => {
    const moment = fc.option(fc.integer({ min: -50, max: 150 }), { nil: undefined });
    fc.assert(
      fc.property(moment, moment, (namespaceReadyAtMs, scriptEndedAtMs) => {
        const phases = phasesOfAttempt({
          ...attemptOf({ status: 'failed', startedAtMs: 0, finishedAtMs: 100 }),
          ...(namespaceReadyAtMs === undefined ? {} : { namespaceReadyAtMs }),
          ...(scriptEndedAtMs === undefined ? {} : { scriptEndedAtMs }),
        });
        expect(phases[0]?.startMs).toBe(0);
        expect(phases.at(-1)?.endMs).toBe(100);
        for (const [index, phase] of phases.slice(1).entries()) expect(phase.startMs).toBe(phases[index]?.endMs);
      }),
    );
  });
});
