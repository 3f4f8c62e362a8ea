import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finishRun } from '../../src/activities/finish-run.ts';
import { writeResults } from '../../src/activities/write-results.ts';
import { resultsFailureOf } from '../../src/activities/results-failure.ts';
import { openResults, readRunReport, resultsLayout, unwritable } from '../../src/results/index.ts';
import { environmentFileNameOf } from '../../src/shared/environment-file-name.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const passed = scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })]));
const lost = { path: 'b.sh', resultName: 'b', workflowId: 'muster-demo/b' };

async function finished(dir: string) {
  const environmentFile = join(dir, environmentFileNameOf({ runName: 'demo', isLocal: true }, randomUUID()));
  await writeFile(environmentFile, '{}', { mode: 0o600 });
  const settings = settingsOf({ resultsDir: dir, environmentFile });
  await openResults(dir, OWNER, ['a', 'b'], () => Promise.resolve('open'));
  await writeResults()({ runName: 'demo', settings, scenarios: [passed] });
  const { scenarios: _scenarios, settings: _settings, ...header } = runReportOf([]);
  const finish = () => finishRun()({ header, settings, scenarios: [passed, lost] });
  await finish();
  return { environmentFile, finish };
}

test('every planned scenario is in the report: one without a record is errored', async () => {
  const dir = await temporaryDirectory();
  await finished(dir);
  const report = await readRunReport(dir);
  expect(report?.scenarios).toEqual([
    passed,
    {
      ...lost,
      startedAtMs: report?.finishedAtMs,
      finishedAtMs: report?.finishedAtMs,
      outcome: expect.objectContaining({ status: 'errored', reason: 'Scenario.Lost', attempts: [] }) as object,
    },
  ]);
  const aggregated = JSON.parse(await readFile(resultsLayout(dir).aggregated, 'utf8')) as { scenarios: unknown[] };
  expect(aggregated.scenarios).toMatchObject([
    { scenario: 'a', status: 'passed' },
    { scenario: 'b', status: 'error' },
  ]);
});

test('the environment and its path are gone, and the directory is free', async () => {
  const dir = await temporaryDirectory();
  const { environmentFile } = await finished(dir);
  await expect(stat(environmentFile)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readFile(resultsLayout(dir).runReport, 'utf8')).not.toContain('muster-env');
  await openResults(dir, { ...OWNER, runId: 'run-2' }, [], () => Promise.resolve('open'));
});

test('doing it again writes the same bytes', async () => {
  const dir = await temporaryDirectory();
  const { finish } = await finished(dir);
  const before = await readFile(resultsLayout(dir).aggregated, 'utf8');
  await finish();
  expect(await readFile(resultsLayout(dir).aggregated, 'utf8')).toBe(before);
});

test('what the run knows is told in place of a record that is missing or says something else', async () => {
  const dir = await temporaryDirectory();
  await finished(dir);
  const forged = { ...passed, outcome: { ...passed.outcome, attempts: [] } };
  await writeFile(resultsLayout(dir).scenarioRecord('a'), JSON.stringify(forged));
  const { scenarios: _scenarios, settings: _settings, ...header } = runReportOf([]);
  const { path, resultName, workflowId } = passed;
  const ended = { status: 'failed', reason: 'exit-code', message: 'exit code 3', exitCode: 3, flaky: false } as const;
  const scenarios = [
    { path, resultName, workflowId, ended },
    { ...lost, ended },
  ];
  await finishRun()({ header, settings: settingsOf({ resultsDir: dir }), scenarios });
  const report = await readRunReport(dir);
  expect(report?.scenarios.map(({ outcome }) => outcome)).toEqual([
    { ...ended, attempts: [] },
    { ...ended, attempts: [] },
  ]);
  expect(JSON.parse(await readFile(resultsLayout(dir).scenarioJson('a'), 'utf8'))).toMatchObject({ status: 'failed' });
});

test('results that cannot be written are worth another try, unless something lies in the way', async () => {
  const full = unwritable('/results', Object.assign(new Error('full'), { code: 'ENOSPC' }));
  expect(resultsFailureOf(full)).toMatchObject({ type: 'Results.Unwritable', nonRetryable: false });
  const dir = await temporaryDirectory({ file: '' });
  const settings = settingsOf({ resultsDir: join(dir, 'file', 'results') });
  await expect(writeResults()({ runName: 'demo', settings, scenarios: [passed] })).rejects.toMatchObject({
    type: 'Results.Unwritable',
    nonRetryable: true,
  });
});
