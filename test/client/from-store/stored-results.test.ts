import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDirectoryStore } from '../../../src/artifacts/directory-store.ts';
import type { ArtifactStore } from '../../../src/artifacts/index.ts';
import { LogMirror } from '../../../src/client/from-store/log-mirror.ts';
import { StoredResults } from '../../../src/client/from-store/stored-results.ts';
import {
  closeResults,
  currentPlace,
  openResults,
  readRunReport,
  resultsLayout,
  writeDiagnostics,
  writeScenarioResults,
} from '../../../src/results/index.ts';
import { artifactKeys, artifactsPrefixOf, logPartKey } from '../../../src/shared/artifact-keys.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { diagnosticsOf } from '../../support/diagnostics.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const prefix = artifactsPrefixOf('temporal-1', 'muster-demo', 'run-1');
const keys = artifactKeys(prefix);
const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const open = () => Promise.resolve('open' as const);

const failed = scenarioReportOf(
  'a',
  outcomeOf([attemptOf({ status: 'failed' }), attemptOf({ status: 'failed', attempt: 2 })]),
);
const passed = scenarioReportOf('ü b', outcomeOf([attemptOf({ status: 'passed' })]));
const logs = { 'a.1': ['first ', 'try\n'], 'a.2': ['second\n', 'try\n'], 'ü b.1': ['fine\n'] };

async function putLogs(store: ArtifactStore): Promise<void> {
  for (const [log, parts] of Object.entries(logs)) {
    const key = keys.log(log.slice(0, -2), Number(log.slice(-1)));
    for (const [index, text] of parts.entries()) await store.put(logPartKey(key, index + 1), Buffer.from(text));
  }
}

/** A directory as workers on one disk write it, and a store as workers without one do. */
async function rig() {
  const dir = await temporaryDirectory();
  const [there, here] = [join(dir, 'there'), join(dir, 'here')];
  const store = openDirectoryStore(join(dir, 'store'));
  const report = runReportOf([failed, passed]);
  await openResults(there, OWNER, ['a', 'ü b'], open);
  await openResults(here, OWNER, [], open);
  const layout = resultsLayout(there);
  await writeScenarioResults(there, [failed, passed]);
  await writeDiagnostics(there, 'a', diagnosticsOf({ attempt: 2 }));
  for (const { resultName } of [failed, passed]) {
    await store.putFile(keys.record(resultName), layout.scenarioRecord(resultName));
  }
  await store.putFile(keys.diagnostics('a', 2), layout.diagnosticsOf('a', 2));
  await putLogs(store);
  await writeFile(layout.log('a'), logs['a.2'].join(''));
  await mkdir(layout.attempts, { recursive: true });
  await writeFile(layout.attemptLog('a', 1), logs['a.1'].join(''));
  await writeFile(layout.log('ü b'), logs['ü b.1'].join(''));
  await closeResults(there, report);
  const putReport = () => store.putFile(keys.report('run.json'), layout.runReport);
  return { store, there, here, putReport, results: new StoredResults(store, prefix, here) };
}

async function contents(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(dir.length), await readFile(path, 'utf8')];
  });
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>;
}

describe('results that are brought from the store', () => {
  test('are the same files as workers on this disk would have written, whatever was brought before', async () => {
    const { there, here, putReport, results } = await rig();
    await putReport();
    expect(await results.bringRecord('a')).toBe(true);
    expect(await results.bringRecord('unknown')).toBe(false);
    await results.bringLog('a');
    expect(Object.keys(await contents(here))).toEqual(
      expect.arrayContaining(['/a.json', '/a.log', '/.muster/attempts/a.1.log', '/.muster/scenarios/a.json']),
    );
    expect(await results.bringAll(OWNER)).toBe(true);
    expect(await contents(here)).toEqual(await contents(there));
    // Free again.
    await openResults(here, { ...OWNER, runId: 'run-2' }, [], open);
  });

  test('of a run that has no report are all that there is', async () => {
    const { here, results } = await rig();
    expect(await results.bringAll(OWNER)).toBe(false);
    expect(await readRunReport(here)).toBeUndefined();
    expect(await readFile(join(here, 'a.log'), 'utf8')).toBe('second\ntry\n');
  });

  test('may be brought again: what was half there is whole then', async () => {
    const { there, here, putReport, results } = await rig();
    await putReport();
    await writeFile(join(here, 'a.log'), 'sec');
    await results.bringAll(OWNER);
    await results.bringAll(OWNER);
    expect(await contents(here)).toEqual(await contents(there));
  });
});

test('a log that grows in the store is the same here after each look, in whatever parts it comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 5 }), { minLength: 1, maxLength: 3 }),
      fc.infiniteStream(fc.boolean()),
      async (attempts, looks) => {
        const dir = await temporaryDirectory();
        const store = openDirectoryStore(join(dir, 'store'));
        const place = currentPlace(join(dir, 'here'));
        const mirror = new LogMirror(store, prefix, place);
        for (const [index, parts] of attempts.entries()) {
          for (const [part, text] of parts.entries()) {
            await store.put(logPartKey(keys.log('a', index + 1), part + 1), Buffer.from(text));
            if (looks.next().value) await mirror.bring('a');
          }
        }
        await mirror.bring('a');
        await mirror.close();
        const written = attempts.map((parts, index) => ({ attempt: index + 1, text: parts.join('') }));
        const logged = written.filter(({ text }) => text !== '');
        const last = logged.pop();
        expect(await readFile(place.log('a'), 'utf8').catch(() => undefined)).toBe(last?.text);
        for (const { attempt, text } of logged)
          expect(await readFile(place.attemptLog('a', attempt), 'utf8')).toBe(text);
      },
    ),
    { numRuns: 30 },
  );
});
