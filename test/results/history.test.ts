import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closeResults, openResults, readHistory, resultsLayout, withHistory } from '../../src/results/index.ts';
import { recordHistory } from '../../src/results/history.ts';
import { HISTORY_BYTES_MAX, HISTORY_KEPT_COUNT, HISTORY_SHOWN_COUNT } from '../../src/shared/limits.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const passed = outcomeOf([attemptOf({ status: 'passed' })]);
const failed = outcomeOf([attemptOf({ status: 'failed' })]);
const reportOf = (runId: string, ...names: string[]) =>
  runReportOf(
    names.map((name) => scenarioReportOf(name, passed)),
    runId,
  );
const textOf = (dir: string) => readFile(resultsLayout(dir).history, 'utf8');

function line(given: Readonly<Record<string, unknown>> = {}): string {
  const whole = { v: 1, scenario: 'a.sh', run: 'r', runId: 'i', finishedAtMs: 1, status: 'passed', flaky: false };
  return JSON.stringify({ ...whole, durationMs: 5, ...given });
}

async function directoryWith(lines: readonly string[]): Promise<string> {
  const dir = await temporaryDirectory();
  await mkdir(resultsLayout(dir).hidden);
  await writeFile(resultsLayout(dir).history, lines.join('\n'));
  return dir;
}

describe('what is remembered', () => {
  test('one line per scenario and run, the newest last, in a form that is published', async () => {
    const dir = await temporaryDirectory();
    await recordHistory(dir, reportOf('run-1', 'a', 'b'));
    await recordHistory(dir, runReportOf([scenarioReportOf('a', failed)], 'run-2'));
    const lines = (await textOf(dir)).trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual([
      expect.objectContaining({ scenario: 'a.sh', runId: 'run-1' }),
      expect.objectContaining({ scenario: 'b.sh', runId: 'run-1' }),
      {
        v: 1,
        scenario: 'a.sh',
        run: 'demo',
        runId: 'run-2',
        finishedAtMs: 1_700_000_009_500,
        status: 'failed',
        flaky: false,
        durationMs: 9_500,
      },
    ]);
    expect((await readHistory(dir)).get('a.sh')?.map(({ status }) => status)).toEqual(['passed', 'failed']);
  });

  test('a run that is written down twice counts once', async () => {
    const dir = await temporaryDirectory();
    await recordHistory(dir, reportOf('run-1', 'a', 'b'));
    const once = await textOf(dir);
    await recordHistory(dir, reportOf('run-1', 'a', 'b'));
    expect(await textOf(dir)).toBe(once);
  });

  test('a later run leaves it where it is, and adds to it', async () => {
    const dir = await temporaryDirectory();
    for (const runId of ['run-1', 'run-2']) {
      const owner = { runName: 'demo', workflowId: 'muster-demo', temporalNamespaceId: 't', runId };
      await openResults(dir, owner, ['a'], () => Promise.resolve('closed'));
      await closeResults(dir, reportOf(runId, 'a'));
    }
    expect((await readHistory(dir)).get('a.sh')).toHaveLength(2);
  });

  test('a repetition that comes after the next run has taken the directory writes nothing', async () => {
    const dir = await temporaryDirectory();
    const owner = { runName: 'demo', workflowId: 'muster-demo', temporalNamespaceId: 't', runId: 'run-2' };
    await openResults(dir, owner, ['a'], () => Promise.resolve('closed'));
    await closeResults(dir, reportOf('run-1', 'a'));
    await expect(stat(resultsLayout(dir).history)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('bounds', () => {
  test('of a scenario the newest runs are kept', async () => {
    const many = Array.from({ length: HISTORY_KEPT_COUNT + 5 }, (_, n) => line({ runId: String(n), durationMs: n }));
    const dir = await directoryWith([...many, line({ scenario: 'rare.sh' })]);
    await recordHistory(dir, reportOf('run-1', 'a'));
    const history = await readHistory(dir);
    expect(history.get('a.sh')).toHaveLength(HISTORY_KEPT_COUNT);
    expect(history.get('a.sh')?.[0]?.durationMs).toBe(6);
    expect(history.get('rare.sh')).toHaveLength(1);
  });

  test('a file beyond all bounds is none of ours, and the next run begins a new one', async () => {
    const dir = await directoryWith([line(), ' '.repeat(HISTORY_BYTES_MAX)]);
    expect(await readHistory(dir)).toEqual(new Map());
    await recordHistory(dir, reportOf('run-1', 'a'));
    expect((await readHistory(dir)).get('a.sh')).toHaveLength(1);
  });
});

describe('what others have written there', () => {
  test('damaged lines are skipped, one by one, and go with the next run', async () => {
    const dir = await directoryWith([
      line({ durationMs: 1 }),
      '{"v":1,"scenario":"a.sh"',
      'null',
      '[]',
      '',
      line({ v: 2 }),
      line({ status: 'fine' }),
      line({ durationMs: -1 }),
      line({ finishedAtMs: 1e300 }),
      line({ scenario: 'x'.repeat(5_000) }),
      line({ scenario: '__proto__' }),
      line({ durationMs: 2 }),
    ]);
    const history = await readHistory(dir);
    expect(history.get('a.sh')?.map(({ durationMs }) => durationMs)).toEqual([1, 2]);
    expect([...history.keys()]).toEqual(['a.sh', '__proto__']);
    await recordHistory(dir, reportOf('run-1', 'b'));
    expect((await textOf(dir)).split('\n')).toHaveLength(5);
  });

  test('a pipe or a directory is no history; the results are written all the same', async () => {
    const dir = await temporaryDirectory();
    await mkdir(resultsLayout(dir).hidden);
    execFileSync('mkfifo', [resultsLayout(dir).history]);
    expect(await readHistory(dir)).toEqual(new Map());

    const other = await temporaryDirectory();
    await mkdir(resultsLayout(other).history, { recursive: true });
    await expect(closeResults(other, reportOf('run-1', 'a'))).rejects.toMatchObject({ type: 'Results.Unwritable' });
    expect(await stat(resultsLayout(other).runReport)).toBeDefined();
  });

  test('nothing is written through a link', async () => {
    const dir = await temporaryDirectory({ victim: 'precious' });
    await mkdir(resultsLayout(dir).hidden);
    await symlink(join(dir, 'victim'), resultsLayout(dir).history);
    await recordHistory(dir, reportOf('run-1', 'a'));
    expect(await readFile(join(dir, 'victim'), 'utf8')).toBe('precious');
    expect((await readHistory(dir)).get('a.sh')).toHaveLength(1);
  });
});

describe('withHistory', () => {
  test('each scenario gets its last outcomes, this one last, and a repetition gets the same', async () => {
    const dir = await directoryWith(
      Array.from({ length: 30 }, (_, n) => line({ runId: `old-${n}`, finishedAtMs: n, status: 'failed' })),
    );
    const report = await withHistory(dir, reportOf('run-1', 'a', 'b'));
    const [a, b] = report.scenarios.map(({ history = [] }) => history);
    expect(a).toHaveLength(HISTORY_SHOWN_COUNT);
    expect(a?.[0]?.finishedAtMs).toBe(11);
    expect(a?.at(-1)).toMatchObject({ runName: 'demo', status: 'passed' });
    expect(b).toHaveLength(1);
    await recordHistory(dir, report);
    expect(await withHistory(dir, reportOf('run-1', 'a', 'b'))).toEqual(report);
  });
});
