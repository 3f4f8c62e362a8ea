import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closeResults, openResults, readRunReport, resultsLayout } from '../../src/results/index.ts';
import { outcomeOf, type OutcomeStatus } from '../../src/shared/outcome.ts';
import type { RunReport } from '../../src/shared/run-report.ts';
import { callProgram } from '../client/support/call-program.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const closed = () => Promise.resolve('closed' as const);

function reportOf(runId: string, scenarios: Readonly<Record<string, OutcomeStatus>>): RunReport {
  const of = Object.entries(scenarios).map(([path, status]) => {
    const stem = path.slice(path.lastIndexOf('/') + 1).replace('.sh', '');
    return { ...scenarioReportOf(stem, outcomeOf([attemptOf({ status, message: 'why' })])), path };
  });
  return { ...runReportOf(of, runId), settings: settingsOf({ workingDir: '/repo', scenariosDir: '/repo/tests' }) };
}

async function finished(dir: string, report: RunReport): Promise<void> {
  const owner = {
    runName: report.runName,
    workflowId: report.workflowId,
    runId: report.runId,
    temporalNamespaceId: 't',
  };
  const names = report.scenarios.map(({ resultName }) => resultName);
  await openResults(dir, owner, names, closed);
  for (const name of names) await writeFile(resultsLayout(dir).log(name), `log of ${name} in ${report.runId}\n`);
  await closeResults(dir, report);
}

const textsIn = async (dir: string) =>
  await Promise.all(resultsLayout(dir).reports.map(async (path) => await readFile(path, 'utf8')));

describe('muster report build', () => {
  const ordinary = reportOf('run-1', { 'a.sh': 'passed', 'net/b.sh': 'failed', 'c.sh': 'errored', 'd.sh': 'skipped' });

  test.each([
    ['an ordinary run', ordinary],
    ['a run that was cancelled', { ...reportOf('run-2', { 'a.sh': 'cancelled' }), cancelled: true }],
    ['a run in which nothing ran', reportOf('run-3', {})],
  ])('writes all reports of %s again, byte for byte', async (_, report) => {
    const cwd = await temporaryDirectory();
    const dir = join(cwd, 'test-results');
    await finished(dir, report);
    const before = await textsIn(dir);
    for (const path of resultsLayout(dir).reports) await rm(path);
    const { out, code } = await callProgram(cwd, ['report', 'build']);
    expect({ out, code }).toEqual({
      out: ['aggregated.json', 'junit.xml', 'report.html', 'joblog.tsv']
        .map((name) => `test-results/${name}\n`)
        .join(''),
      code: 0,
    });
    expect(await textsIn(dir)).toEqual(before);
  });

  test('takes another JUnit profile, which changes that file alone', async () => {
    const cwd = await temporaryDirectory();
    await finished(join(cwd, 'r'), ordinary);
    const [aggregated, junit, html, joblog] = await textsIn(join(cwd, 'r'));
    expect((await callProgram(cwd, ['report', 'build', 'r', '--junit-profile', 'strict'])).code).toBe(0);
    const after = await textsIn(join(cwd, 'r'));
    expect([after[0], after[2], after[3]]).toEqual([aggregated, html, joblog]);
    expect(junit).toContain(' file="tests/a.sh"');
    expect(after[1]).not.toContain(' file=');
  });

  test('says what is missing, and what cannot be read', async () => {
    const cwd = await temporaryDirectory({ 'newer/.muster/run.json': '{"version":2}' });
    const missing = await callProgram(cwd, ['report', 'build', 'nowhere']);
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('Report.NotFound') as string });
    const newer = await callProgram(cwd, ['report', 'build', 'newer']);
    expect(newer).toMatchObject({ code: 2, err: expect.stringContaining('Report.Unreadable') as string });
  });

  test('a report that cannot be made loses none of the others, and gives the directory back', async () => {
    const dir = await temporaryDirectory();
    const { workingDir: _workingDir, ...settings } = ordinary.settings;
    await expect(finished(dir, { ...ordinary, settings: settings as RunReport['settings'] })).rejects.toMatchObject({
      type: 'Results.NotRendered',
      message: expect.stringContaining('junit.xml could not be made') as string,
    });
    expect(await readRunReport(dir)).toBeDefined();
    expect(await readFile(resultsLayout(dir).aggregated, 'utf8')).toContain('"total": 4');
    await finished(dir, reportOf('run-2', { 'a.sh': 'passed' }));
  });

  test('a directory in the place of one report keeps none of the others from being written', async () => {
    const dir = await temporaryDirectory();
    await mkdir(resultsLayout(dir).junit, { recursive: true });
    await expect(finished(dir, ordinary)).rejects.toMatchObject({ type: 'Results.Unwritable' });
    expect(await readFile(resultsLayout(dir).joblog, 'utf8')).toContain('tests/a.sh');
  });
});

describe('muster report merge', () => {
  test('makes one report of shards, with all logs, and names files anew where two shards used one name', async () => {
    const cwd = await temporaryDirectory();
    await finished(join(cwd, 's1'), reportOf('run-1', { 'a/x.sh': 'passed', 'y.sh': 'failed' }));
    await finished(join(cwd, 's2'), reportOf('run-2', { 'b/x.sh': 'errored' }));
    const { out, err, code } = await callProgram(cwd, [
      'report',
      'merge',
      's1',
      's2',
      '-o',
      'all',
      '--name',
      'nightly',
    ]);
    expect({ out, code }, err).toEqual({ out: 'all/report.html\n', code: 0 });
    expect(err).toContain('3 scenarios of 2 runs');

    const report = await readRunReport(join(cwd, 'all'));
    expect(report).toMatchObject({ runName: 'nightly', totals: { total: 3, passed: 1, failed: 1, errored: 1 } });
    expect(report?.settings.maxParallel).toBe(8);
    const read = async (name: string) => await readFile(join(cwd, 'all', name), 'utf8');
    expect(await read('a__x.log')).toBe('log of x in run-1\n');
    expect(await read('b__x.log')).toBe('log of x in run-2\n');
    expect(await read('junit.xml')).toContain('tests="3" failures="1" errors="1"');
    expect(await read('b__x.json')).toContain('"error"');

    // Merged reports are reports: they can be built again, and merged once more.
    const before = await textsIn(join(cwd, 'all'));
    expect((await callProgram(cwd, ['report', 'build', 'all'])).code).toBe(0);
    expect(await textsIn(join(cwd, 'all'))).toEqual(before);
    expect((await callProgram(cwd, ['report', 'merge', 's1', 's2', '-o', 'all'])).code).toBe(0);
  });

  test('refuses what would count a scenario twice, and what is not there, and writes nothing then', async () => {
    const cwd = await temporaryDirectory();
    await finished(join(cwd, 's1'), reportOf('run-1', { 'a.sh': 'passed' }));
    const merge = async (...args: readonly string[]) => await callProgram(cwd, ['report', 'merge', ...args]);
    const twice = await merge('s1', 's1', '-o', 'all');
    expect(twice).toMatchObject({ code: 2, err: expect.stringContaining('Report.Overlap') as string });
    expect(twice.err).toContain('s1 and s1 both have a result of a.sh');
    expect((await merge('s1', 's2', '-o', 'all')).err).toContain('Report.NotFound');
    expect((await merge('s1', '-o', 's1')).err).toContain('Client.Usage');
    expect((await merge('s1')).code).toBe(2);
    expect((await callProgram(cwd, ['report', 'build', 'all'])).code).toBe(2);
  });

  test('leaves a directory alone that a run has', async () => {
    const cwd = await temporaryDirectory();
    await finished(join(cwd, 's1'), reportOf('run-1', { 'a.sh': 'passed' }));
    const owner = { runName: 'open', workflowId: 'w', runId: 'r', temporalNamespaceId: 't' };
    await openResults(join(cwd, 'all'), owner, [], closed);
    const { code, err } = await callProgram(cwd, ['report', 'merge', 's1', '-o', 'all']);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('Results.InUse') as string });
  });
});

describe('muster report open', () => {
  test('prints the path where there is nobody to show it to', async () => {
    const cwd = await temporaryDirectory();
    await finished(join(cwd, 'r'), reportOf('run-1', { 'a.sh': 'passed' }));
    const { out, code } = await callProgram(cwd, ['report', 'open', 'r']);
    expect({ out, code }).toEqual({ out: `${join(cwd, 'r', 'report.html')}\n`, code: 0 });
    expect(await callProgram(cwd, ['report', 'open'], { RESULTS_DIR: 'r' })).toMatchObject({ out, code: 0 });
  });

  test('says how to make one that is not there', async () => {
    const { err, code } = await callProgram(await temporaryDirectory(), ['report', 'open']);
    expect(code).toBe(2);
    expect(err).toContain('muster report build test-results');
  });
});
