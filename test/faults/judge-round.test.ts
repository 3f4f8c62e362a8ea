import { describe, expect, test } from 'vitest';
import { outcomeOf, summarize, type AttemptRecord } from '../../src/shared/outcome.ts';
import { attemptOf, scenarioReportOf } from '../support/reports.ts';
import { wrongInRound, type Evidence } from './judge-round.ts';
import type { Truth } from './known-scenarios.ts';
import { stampsIn } from './stamps.ts';

const passes: Truth = { status: 'passed', exitCode: 0 };
const fails: Truth = { status: 'failed', reason: 'exit-code', exitCode: 5 };

type Ended = Partial<AttemptRecord> & Pick<AttemptRecord, 'status'>;
const killed: Ended = { status: 'failed', reason: 'signal', exitCode: 137 };

function wrongFor(truth: Truth, attempts: readonly Ended[], more: Partial<Evidence> = {}): readonly string[] {
  const records = attempts.map((attempt, index) => attemptOf({ attempt: index + 1, ...attempt }));
  const scenarios = [scenarioReportOf('a', outcomeOf(records))];
  return wrongInRound({
    truths: new Map([['a.sh', truth]]),
    report: { scenarios, totals: summarize(scenarios.map(({ outcome }) => outcome)) },
    stamps: stampsIn(
      `start a.sh ${attempts.length} 1 1\nend a.sh ${attempts.length} 1 2 ${records.at(-1)?.exitCode}\n`,
    ),
    killedAttempts: new Set(),
    diskWasFull: false,
    ...more,
  });
}

describe('a true outcome is accepted', () => {
  test('also after attempts that infrastructure has spoiled', () => {
    expect(wrongFor(passes, [{ status: 'passed', exitCode: 0 }])).toEqual([]);
    const lost: Ended = { status: 'errored', reason: 'Worker.Lost' };
    expect(wrongFor(fails, [lost, { status: 'failed', reason: 'exit-code', exitCode: 5 }])).toEqual([]);
  });

  test('of a script that we have killed, in the attempt in which we did', () => {
    expect(wrongFor(passes, [killed], { killedAttempts: new Set(['a.sh 1']) })).toEqual([]);
    expect(wrongFor(passes, [killed], { killedAttempts: new Set(['a.sh 2']) })).toHaveLength(1);
    expect(wrongFor(passes, [killed])).toHaveLength(1);
  });

  test('of output that a full disk did not take', () => {
    const unwritable: Ended = { status: 'errored', reason: 'Results.Unwritable' };
    expect(wrongFor(passes, [unwritable], { diskWasFull: true })).toEqual([]);
    expect(wrongFor(passes, [unwritable])).toHaveLength(1);
  });
});

describe('what is wrong is told', () => {
  test.each<[string, Truth, Ended]>([
    ['a passing script that failed', passes, { status: 'failed', reason: 'exit-code', exitCode: 1 }],
    ['a passing script that is said to be late', passes, { status: 'failed', reason: 'timeout' }],
    ['a failing script that passed', fails, { status: 'passed', exitCode: 0 }],
    ['another exit code', fails, { status: 'failed', reason: 'exit-code', exitCode: 6 }],
    ['an error with attempts to spare', passes, { status: 'errored', reason: 'Worker.Lost' }],
  ])('%s', (_, truth, last) => {
    expect(wrongFor(truth, [last])).toHaveLength(1);
  });

  test('a missing outcome, a doubled one, and totals that do not add up', () => {
    const scenario = scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed', exitCode: 0 })]));
    const evidence = { stamps: stampsIn('end a.sh 1 1 2 0\n'), killedAttempts: new Set<string>(), diskWasFull: false };
    const truths = new Map([
      ['a.sh', passes],
      ['b.sh', passes],
    ]);
    const totals = summarize([scenario.outcome]);
    const wrong = wrongInRound({ truths, report: { scenarios: [scenario, scenario], totals }, ...evidence });
    expect(wrong).toEqual([
      'b.sh: has no outcome',
      'a.sh: has two outcomes',
      expect.stringContaining('totals') as string,
    ]);
  });

  test('a pass that the script itself does not confirm', () => {
    const passed: Ended = { status: 'passed', exitCode: 0 };
    expect(wrongFor(passes, [passed], { stamps: stampsIn('start a.sh 1 1 1\n') })).toHaveLength(1);
  });

  test('attempts that overlap, and an attempt that began twice', () => {
    const stamps = stampsIn('start a.sh 1 7 1\nstart a.sh 1 8 2\noverlap a.sh 1 8 2 \nend a.sh 1 7 3 0\ncut off');
    expect(wrongFor(passes, [{ status: 'passed', exitCode: 0 }], { stamps })).toHaveLength(2);
  });
});
