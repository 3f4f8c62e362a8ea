import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ActivityContext } from '../../../src/activities/activity-context.ts';
import { finishRun } from '../../../src/activities/recording/finish-run.ts';
import { writeResults } from '../../../src/activities/recording/write-results.ts';
import { resultsFailureOf } from '../../../src/activities/recording/results-failure.ts';
import {
  openResults,
  readRunReport,
  readScenarioRecords,
  resultsLayout,
  unwritable,
  writeDiagnostics,
} from '../../../src/results/index.ts';
import { environmentFileNameOf } from '../../../src/shared/environment-file-name.ts';
import { METADATA_BYTES_MAX, RECORD_BYTES_MAX } from '../../../src/shared/limits.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { diagnosticsOf } from '../../support/diagnostics.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const quietActivity = (): ActivityContext => {
  const heartbeat = () => undefined;
  return {
    signal: new AbortController().signal,
    attempt: 1,
    executionId: 'e',
    stoppedByWorker: () => false,
    heartbeat,
  };
};
const passed = scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })]));
const lost = { path: 'b.sh', resultName: 'b', workflowId: 'muster-demo/b' };

async function finished(dir: string) {
  const environmentFile = join(dir, environmentFileNameOf({ runName: 'demo', isLocal: true }, randomUUID()));
  await writeFile(environmentFile, '{}', { mode: 0o600 });
  const settings = settingsOf({ resultsDir: dir, environmentFile });
  await openResults(dir, OWNER, ['a', 'b'], () => Promise.resolve('open'));
  await writeResults()({ runName: 'demo', settings, scenarios: [passed] });
  const { scenarios: _scenarios, settings: _settings, ...header } = runReportOf([]);
  const finish = () => finishRun({ activity: quietActivity })({ header, settings, scenarios: [passed, lost] });
  await finish();
  return { environmentFile, finish };
}

test('every planned scenario is in the report: one without a record is errored', async () => {
  const dir = await temporaryDirectory();
  await finished(dir);
  const report = await readRunReport(dir);
  const own = (status: string) => ({ history: [expect.objectContaining({ runName: 'demo', status }) as object] });
  expect(report?.scenarios).toEqual([
    { ...passed, ...own('passed') },
    {
      ...lost,
      ...own('errored'),
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
  const { aggregated, runReport, history } = resultsLayout(dir);
  const texts = () => Promise.all([aggregated, runReport, history].map((path) => readFile(path, 'utf8')));
  const before = await texts();
  await finish();
  expect(await texts()).toEqual(before);
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
  await finishRun({ activity: quietActivity })({ header, settings: settingsOf({ resultsDir: dir }), scenarios });
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

test('the report holds the ends of logs and what failed attempts left, and the records on disk do not', async () => {
  const dir = await temporaryDirectory();
  const failed = scenarioReportOf('a', outcomeOf([attemptOf({ status: 'failed' })]));
  await openResults(dir, OWNER, ['a'], () => Promise.resolve('open'));
  await writeFile(resultsLayout(dir).log('a'), 'first\nlast\n');
  await writeDiagnostics(dir, 'a', diagnosticsOf({ omitted: ['Jobs could not be read.'] }));
  // A script can write there: neither types of its own nor what only the report may say gets any further.
  const forged = { ...failed, log: 1, diagnostics: 'none', history: {}, unknown: 'x' };
  await writeResults()({ runName: 'demo', settings: settingsOf({ resultsDir: dir }), scenarios: [failed] });
  await writeFile(resultsLayout(dir).scenarioRecord('a'), JSON.stringify(forged));
  const { scenarios: _scenarios, settings: _settings, ...header } = runReportOf([]);
  await finishRun({ activity: quietActivity })({
    header,
    settings: settingsOf({ resultsDir: dir }),
    scenarios: [failed],
  });
  expect((await readRunReport(dir))?.scenarios).toEqual([
    {
      ...failed,
      log: { tail: 'first\nlast', omittedLines: 0, bytes: 11 },
      diagnostics: [diagnosticsOf({ omitted: ['Jobs could not be read.'] })],
      history: [expect.objectContaining({ status: 'failed' })],
    },
  ]);
  expect(JSON.parse(await readFile(resultsLayout(dir).scenarioRecord('a'), 'utf8'))).toEqual(failed);
});

test.each([
  ['one that is larger than any of ours', { padding: 'x'.repeat(RECORD_BYTES_MAX) }],
  [
    'more attempts than there can be',
    { outcome: { ...passed.outcome, attempts: Array(101).fill(passed.outcome.attempts[0]) } },
  ],
  ['a name that is longer than ours', { name: 'x'.repeat(METADATA_BYTES_MAX + 1) }],
])('a record with %s was not written by us', async (_what, change) => {
  const dir = await temporaryDirectory();
  await openResults(dir, OWNER, ['a'], () => Promise.resolve('open'));
  await writeFile(resultsLayout(dir).scenarioRecord('a'), JSON.stringify({ ...passed, ...change }));
  expect((await readScenarioRecords(dir, [passed])).size).toBe(0);
});
