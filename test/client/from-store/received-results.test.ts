import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unavailable } from '../../../src/artifacts/artifacts-error.ts';
import { openDirectoryStore } from '../../../src/artifacts/directory-store.ts';
import { ReceivedResults } from '../../../src/client/from-store/received-results.ts';
import {
  closeResults,
  openResults,
  readRunReport,
  requireFreeResults,
  resultsLayout,
  writeScenarioResults,
} from '../../../src/results/index.ts';
import { artifactKeys, artifactsPrefixOf, logPartKey } from '../../../src/shared/artifact-keys.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { until } from '../../support/gate.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const prefix = artifactsPrefixOf('temporal-1', 'muster-demo', 'run-1');
const keys = artifactKeys(prefix);
const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const open = () => Promise.resolve('open' as const);
const passed = scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })]));

async function rig(artifactsPrefix: string | undefined = prefix) {
  const dir = await temporaryDirectory();
  const [there, here] = [join(dir, 'there'), join(dir, 'here')];
  const real = openDirectoryStore(join(dir, 'store'));
  const away = { is: false };
  const whenThere = async <T>(work: () => Promise<T>): Promise<T> => {
    if (away.is) throw unavailable('The artifact store does not answer.');
    return await work();
  };
  const store = {
    ...real,
    list: (key: string) => whenThere(() => real.list(key)),
    get: (key: string, bytes: number) => whenThere(() => real.get(key, bytes)),
    getFile: (key: string, file: string) => whenThere(() => real.getFile(key, file)),
  };
  await openResults(here, OWNER, [], open);
  const plan = () =>
    Promise.resolve({
      settings: settingsOf(artifactsPrefix === undefined ? {} : { artifactsPrefix }),
      temporalNamespaceId: 'temporal-1',
    });
  const received = new ReceivedResults({ run: OWNER, store, dir: here, plan });
  const putScenario = async () => {
    await openResults(there, OWNER, ['a'], open);
    await writeScenarioResults(there, [passed]);
    await real.put(logPartKey(keys.log('a', 1), 1), Buffer.from('fine\n'));
    await real.putFile(keys.record('a'), resultsLayout(there).scenarioRecord('a'));
  };
  const putReport = async () => {
    await closeResults(there, runReportOf([passed]));
    await real.putFile(keys.report('run.json'), resultsLayout(there).runReport);
  };
  const isFree = async () =>
    await requireFreeResults(here, 'temporal-1', open).then(
      () => true,
      () => false,
    );
  return { received, here, away, putScenario, putReport, isFree };
}

describe('results of a run whose workers put them into a store', () => {
  test('come as its scenarios end, also when their files are put later, and the reports at its end', async () => {
    const { received, here, putScenario, putReport, isFree } = await rig();
    received.note([{ resultName: 'a' }]);
    await putScenario();
    await until('the log', async () => (await readFile(join(here, 'a.log'), 'utf8').catch(() => '')) === 'fine\n');
    expect(await readRunReport(here)).toBeUndefined();
    expect(await isFree()).toBe(false);
    await putReport();
    expect(await received.end()).toEqual([]);
    expect((await readRunReport(here))?.runId).toBe('run-1');
    expect(await isFree()).toBe(true);
  });

  test('that a store does not give are told with what helps, and come when it is asked again', async () => {
    const { received, here, away, putScenario, putReport, isFree } = await rig();
    await putScenario();
    await putReport();
    away.is = true;
    received.note([{ resultName: 'a' }]);
    expect(await received.end()).toEqual([
      '! the results of run demo could not be brought here: The artifact store does not answer.',
      '  bring them when that is mended: muster results demo',
    ]);
    away.is = false;
    expect(await received.end()).toEqual([]);
    expect((await readRunReport(here))?.runId).toBe('run-1');
    expect(await isFree()).toBe(true);
  });

  test('without a report are brought as far as they are there, and the directory is free', async () => {
    const { received, here, putScenario, isFree } = await rig();
    await putScenario();
    expect((await received.end())[0]).toContain('has no report of run demo');
    expect(await readFile(join(here, 'a.log'), 'utf8')).toBe('fine\n');
    expect(await isFree()).toBe(true);
  });
});
