import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  openResults,
  readDiagnostics,
  resultsLayout,
  withDiagnostics,
  writeDiagnostics,
} from '../../src/results/index.ts';
import { DIAGNOSTICS_LOG_BYTES } from '../../src/shared/limits.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import { containerOf, diagnosticsOf, podOf, warningOf } from '../support/diagnostics.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const full = (attempt: number) =>
  diagnosticsOf({
    attempt,
    namespace: `muster-a-${attempt}`,
    pods: [
      podOf('web-0', {
        node: 'n',
        reason: 'Evicted',
        message: 'm',
        containers: [containerOf({ exitCode: 137, reason: 'OOMKilled' })],
      }),
    ],
    events: [warningOf('BackOff', 'Pod/web-0', 'back-off')],
    workloads: [
      { kind: 'Deployment', name: 'web', state: '0/1 ready', conditions: [{ type: 'Available', status: 'False' }] },
    ],
    logs: [{ pod: 'web-0', container: 'app', previous: true, tail: 'boom' }],
    omitted: ['Jobs could not be read.'],
  });
const failedTwice = scenarioReportOf(
  'a',
  outcomeOf([
    attemptOf({ status: 'failed' }),
    attemptOf({ status: 'errored', attempt: 2 }),
    attemptOf({ status: 'passed', attempt: 3 }),
  ]),
);

test('what was written comes into the report, of failed attempts only, oldest first', async () => {
  const dir = await temporaryDirectory();
  for (const attempt of [2, 1, 3]) await writeDiagnostics(dir, 'a', full(attempt));
  const { scenarios, omitted } = await withDiagnostics(dir, runReportOf([failedTwice]));
  expect(scenarios[0]?.diagnostics).toEqual([full(1), full(2)]);
  expect(omitted).toBeUndefined();
});

test.each([
  ['no JSON', 'boom'],
  ['another attempt', JSON.stringify(full(2))],
  ['a type of its own', JSON.stringify({ ...full(1), pods: [{ name: {} }] })],
  [
    'a log that is longer than ours',
    JSON.stringify({ ...full(1), logs: [{ ...full(1).logs[0], tail: 'x'.repeat(DIAGNOSTICS_LOG_BYTES + 1) }] }),
  ],
  ['more than ours', JSON.stringify({ ...full(1), padding: 'x'.repeat(3 * 1024 * 1024) })],
])('a file with %s is not ours', async (_what, text) => {
  const dir = await temporaryDirectory();
  await mkdir(resultsLayout(dir).diagnostics, { recursive: true });
  await writeFile(resultsLayout(dir).diagnosticsOf('a', 1), text);
  expect(await readDiagnostics(dir, 'a', 1)).toBeUndefined();
  expect((await withDiagnostics(dir, runReportOf([failedTwice]))).scenarios).toEqual([failedTwice]);
});

test('what was seen in the namespace of another run is not of this one', async () => {
  const dir = await temporaryDirectory();
  await writeDiagnostics(dir, 'a', { ...full(1), namespace: 'muster-a-of-another-run' });
  expect((await withDiagnostics(dir, runReportOf([failedTwice]))).scenarios).toEqual([failedTwice]);
});

test('keys that nobody knows are dropped, and a link is not followed', async () => {
  const dir = await temporaryDirectory();
  await writeDiagnostics(dir, 'a', { ...full(1), extra: 'x' } as never);
  expect(await readDiagnostics(dir, 'a', 1)).toEqual(full(1));
  const path = resultsLayout(dir).diagnosticsOf('a', 1);
  await rename(path, join(dir, 'elsewhere'));
  await symlink(join(dir, 'elsewhere'), path);
  expect(await readDiagnostics(dir, 'a', 1)).toBeUndefined();
});

test('those of an earlier run move aside with it', async () => {
  const dir = await temporaryDirectory();
  const owner = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 't' };
  const closed = () => Promise.resolve('closed' as const);
  await openResults(dir, owner, ['a'], closed);
  await writeDiagnostics(dir, 'a', full(1));
  await openResults(dir, { ...owner, runId: 'run-2' }, ['a'], closed);
  expect(await readDiagnostics(dir, 'a', 1)).toBeUndefined();
  const aside = join(resultsLayout(dir).previous, '1');
  await mkdir(join(aside, '.muster'));
  await rename(join(aside, 'diagnostics'), join(aside, '.muster', 'diagnostics'));
  expect(await readDiagnostics(aside, 'a', 1)).toEqual(full(1));
});
