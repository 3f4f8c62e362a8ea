import { expect, describe, test } from 'vitest';
import { join } from 'node:path';
import { chosenLines, missingLines } from '../../../src/client/start/failed-scenarios.ts';
import { closeResults } from '../../../src/results/index.ts';
import { outcomeOf, outcomeWithoutAttempt, type ScenarioOutcome } from '../../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { callProgram } from '../support/call-program.ts';

const passed = outcomeOf([attemptOf({ status: 'passed' })]);
const failed = outcomeOf([attemptOf({ status: 'failed' })]);
const errored = outcomeWithoutAttempt('errored', 'Worker.Lost', 'gone');
const cancelled = outcomeWithoutAttempt('cancelled', 'cancelled', 'cancelled');

const FILES = {
  'scenarios/a.sh': '',
  'scenarios/b.sh': '',
  'scenarios/deep/c.sh': '# @meta\n# tags: [slow]\n# @endmeta\n',
};

/** A directory with scenarios, and the results of a run with these outcomes. */
async function suiteWith(outcomes: Readonly<Record<string, ScenarioOutcome>>, runId = 'run-1') {
  const dir = await temporaryDirectory(FILES);
  const scenarios = Object.entries(outcomes).map(([name, outcome]) => ({
    ...scenarioReportOf(name.replace('/', '__'), outcome),
    path: `${name}.sh`,
  }));
  await closeResults(join(dir, 'test-results'), runReportOf(scenarios, runId));
  return { dir, list: (...args: string[]) => callProgram(dir, ['run', '--list', ...args]) };
}

describe('--last-failed', () => {
  test('selects what failed and what errored in the newest run, and says of which', async () => {
    const { list } = await suiteWith({ a: failed, b: passed, 'deep/c': errored });
    const ended = await list('--last-failed');
    expect(ended).toMatchObject({ out: 'a.sh\ndeep/c.sh\n', code: 0 });
    expect(ended.err).toContain('▸ 2 of 3 scenarios failed or errored in run demo');
  });

  test('other conditions hold, too', async () => {
    const { list } = await suiteWith({ a: failed, b: passed, 'deep/c': errored });
    expect((await list('--last-failed', '--tag', 'slow')).out).toBe('deep/c.sh\n');
    expect((await list('--last-failed', '--shard', '1/2')).out).toBe('a.sh\n');
  });

  test('what is not there any more is named and left out', async () => {
    const { list } = await suiteWith({ a: failed, gone: failed });
    const ended = await list('--last-failed');
    expect(ended).toMatchObject({ out: 'a.sh\n', code: 0 });
    expect(ended.err).toContain('! left out, because it is not there any more:\n  gone.sh');
  });

  test('all of it gone is nothing to run', async () => {
    const { list } = await suiteWith({ gone: failed });
    expect((await list('--last-failed')).code).toBe(5);
    expect((await list('--last-failed', '--pass-with-no-scenarios')).code).toBe(0);
  });

  test('nothing failed: 5, or 0 where that is welcome; cancelled ones are named', async () => {
    const { list } = await suiteWith({ a: passed, b: cancelled });
    const ended = await list('--last-failed');
    expect(ended).toMatchObject({ out: '', code: 5 });
    expect(ended.err).toContain('▸ nothing failed or errored in run demo\n  1 cancelled one is not among them');
    expect((await list('--last-failed', '--pass-with-no-scenarios')).code).toBe(0);
  });

  test('without an earlier run it says what to do', async () => {
    const dir = await temporaryDirectory(FILES);
    const ended = await callProgram(dir, ['run', '--list', '--last-failed']);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('there is no report of an earlier run in test-results');
    expect(ended.err).toContain('-r DIR');
  });

  test('and --failed-from exclude each other', async () => {
    const { list } = await suiteWith({ a: failed });
    expect((await list('--last-failed', '--failed-from', 'demo')).code).toBe(2);
  });
});

describe('--failed-from', () => {
  test('takes the report of that name from the results directory, with no Temporal at hand', async () => {
    const { list } = await suiteWith({ a: passed, b: failed });
    expect(await list('--failed-from', 'demo')).toMatchObject({ out: 'b.sh\n', code: 0 });
  });

  test('a name that is nowhere is a usage error', async () => {
    const { list } = await suiteWith({ a: failed });
    expect((await list('--failed-from', 'other')).code).toBe(2);
  });
});

describe('--pass-with-no-scenarios', () => {
  test('is for a selection or a shard without any', async () => {
    const { dir } = await suiteWith({});
    const codes = async (...args: string[]) => {
      const call = async (more: string[]) => (await callProgram(dir, ['run', '--list', ...args, ...more])).code;
      return [await call([]), await call(['--pass-with-no-scenarios'])];
    };
    expect(await codes('--tag', 'nope')).toEqual([5, 0]);
    expect(await codes('--shard', '4/4')).toEqual([5, 0]);
  });

  test('not for a pattern that matches nothing beside one that does', async () => {
    const { list } = await suiteWith({});
    expect((await list('a', 'nope', '--pass-with-no-scenarios')).code).toBe(5);
  });

  test('a run of nothing ends before anything is started', async () => {
    const { dir } = await suiteWith({});
    const ended = await callProgram(dir, ['run', '--tag', 'nope', '--pass-with-no-scenarios']);
    expect(ended).toMatchObject({ code: 0, err: 'nothing to run\n' });
  });
});

describe('the order of --list', () => {
  test('is that of the earlier runs on this machine, or of the paths', async () => {
    const { list } = await suiteWith({});
    const { dir, list: listed } = await suiteWith({ b: passed });
    expect((await list()).out).toBe('a.sh\nb.sh\ndeep/c.sh\n');
    expect((await listed()).out).toBe('b.sh\na.sh\ndeep/c.sh\n');
    expect((await listed('--order', 'name')).out).toBe('a.sh\nb.sh\ndeep/c.sh\n');
    expect((await callProgram(dir, ['run', '--list', '--order', 'shortest'])).code).toBe(2);
  });
});

describe('--shard', () => {
  test.each(['0/3', '4/3', '1/0', 'x', '1/2/3', '1', '/', '-1/3', '1.5/3', '1/1001', '1/', ''])(
    '%s is a usage error with an example',
    async (shard) => {
      const dir = await temporaryDirectory(FILES);
      const ended = await callProgram(dir, ['run', '--list', `--shard=${shard}`]);
      expect(ended.code).toBe(2);
      expect(ended.err).toMatch(/--shard: .*\n/);
      expect(ended.err).toContain('fix');
    },
  );

  test('the shards of a suite are the suite', async () => {
    const dir = await temporaryDirectory(FILES);
    const parts = await Promise.all(
      [1, 2].map(async (index) => (await callProgram(dir, ['run', '--list', '--shard', `${index}/2`])).out),
    );
    expect(parts).toEqual(['a.sh\ndeep/c.sh\n', 'b.sh\n']);
  });
});

test('lines for people are bounded', () => {
  const paths = Array.from({ length: 40 }, (_, n) => `${n}.sh`);
  expect(missingLines(paths)).toHaveLength(12);
  expect(missingLines(['a\nb.sh'])[1]).not.toContain('\n');
  expect(chosenLines({ runName: 'r', scenarios: [] })).toEqual(['▸ nothing failed or errored in run r']);
});
