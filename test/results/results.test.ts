import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aggregatedJson, jsonText } from '../../src/report/index.ts';
import {
  checkResultsDir,
  closeResults,
  openResults,
  readRunReport,
  readScenarioRecords,
  resultsLayout,
  writeScenarioResults,
  type IsOwnerOpen,
  type ResultsOwner,
} from '../../src/results/index.ts';
import { METADATA_BYTES_MAX } from '../../src/shared/limits.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function ownerOf(runId: string, temporalNamespaceId = 'temporal-1'): ResultsOwner {
  return { runName: 'demo', workflowId: 'muster-demo', runId, temporalNamespaceId };
}

const nobodyAsks: IsOwnerOpen = () => Promise.reject(new Error('must not be asked'));
const closed: IsOwnerOpen = () => Promise.resolve('closed');
const passed = outcomeOf([attemptOf({ status: 'passed' })]);

/** A whole run: opened, two scenarios with logs, closed. */
async function runOnce(dir: string, runId: string, names: readonly string[] = ['a', 'b']): Promise<void> {
  await openResults(dir, ownerOf(runId), names, nobodyAsks);
  const reports = names.map((name) => scenarioReportOf(name, passed));
  for (const name of names) await writeFile(resultsLayout(dir).log(name), `log of ${runId}`);
  await writeScenarioResults(dir, reports);
  await closeResults(dir, runReportOf(reports, runId));
}

async function topLevel(dir: string): Promise<string[]> {
  return (await readdir(dir)).toSorted();
}

describe('whose the directory is', () => {
  test('two open runs never share it', async () => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), [], nobodyAsks);
    await expect(openResults(dir, ownerOf('run-2'), [], () => Promise.resolve('open'))).rejects.toMatchObject({
      type: 'Results.InUse',
      message: expect.stringContaining('run demo') as string,
    });
  });

  test('its own run may open it again', async () => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), ['a'], nobodyAsks);
    await writeScenarioResults(dir, [scenarioReportOf('a', passed)]);
    await openResults(dir, ownerOf('run-1'), ['a'], nobodyAsks);
    expect(await topLevel(dir)).toEqual(['.muster', 'a.json']);
  });

  test.each(['closed', 'unknown'] as const)('the lock of a run that is %s is stale', async (state) => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), [], nobodyAsks);
    const asked: string[] = [];
    await openResults(dir, ownerOf('run-2'), [], (workflowId, runId) => {
      asked.push(workflowId, runId);
      return Promise.resolve(state);
    });
    expect(asked).toEqual(['muster-demo', 'run-1']);
  });

  test('the lock of another Temporal is never judged: people are told which file to delete', async () => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), [], nobodyAsks);
    await expect(openResults(dir, ownerOf('run-2', 'temporal-2'), [], closed)).rejects.toMatchObject({
      type: 'Results.InUse',
      message: expect.stringContaining(resultsLayout(dir).lock) as string,
    });
  });

  test('of many that find a stale lock at once, exactly one gets the directory', async () => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), [], nobodyAsks);
    const isOwnerOpen: IsOwnerOpen = (_id, runId) => Promise.resolve(runId === 'run-1' ? 'closed' : 'open');
    const tries = Array.from({ length: 8 }, (_, n) => openResults(dir, ownerOf(`new-${n}`), [], isOwnerOpen));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('that Temporal does not answer is not a problem of the directory', async () => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), [], nobodyAsks);
    await expect(openResults(dir, ownerOf('run-2'), [], nobodyAsks)).rejects.toThrow('must not be asked');
  });
});

describe('earlier results', () => {
  test('move aside as a whole, and files of nobody stay', async () => {
    const dir = await temporaryDirectory({ 'notes.json': '{}', 'old.log': 'x' });
    await runOnce(dir, 'run-1');
    await writeFile(join(dir, 'junit.xml'), '<x/>');
    await openResults(dir, ownerOf('run-2'), ['a'], nobodyAsks);
    expect(await topLevel(dir)).toEqual(['.muster', 'notes.json', 'old.log']);
    const previous = join(dir, '.muster', 'previous', '1');
    expect(await topLevel(previous)).toEqual(
      [
        'a.json',
        'a.log',
        'aggregated.json',
        'attempts',
        'b.json',
        'b.log',
        'joblog.tsv',
        'junit.xml',
        'manifest.json',
        'report.html',
        'run.json',
        'scenarios',
      ].toSorted(),
    );
    expect(await readRunReport(dir)).toBeUndefined();
  });

  test('also those of a run that never ended', async () => {
    const dir = await temporaryDirectory();
    await openResults(dir, ownerOf('run-1'), ['a'], nobodyAsks);
    await writeFile(resultsLayout(dir).log('a'), 'half a log');
    await openResults(dir, ownerOf('run-2'), ['b'], closed);
    expect(await readFile(join(dir, '.muster/previous/1/a.log'), 'utf8')).toBe('half a log');
  });

  test('an interrupted move goes on where it stopped', async () => {
    const dir = await temporaryDirectory();
    await runOnce(dir, 'run-1');
    // As after a crash between the first file and the manifest, which moves last.
    await mkdir(join(dir, '.muster/previous/1'), { recursive: true });
    await openResults(dir, ownerOf('run-2'), ['a'], nobodyAsks);
    expect(await topLevel(join(dir, '.muster/previous'))).toEqual(['1']);
    expect(await topLevel(join(dir, '.muster/previous/1'))).toContain('a.log');
  });

  test('the last five are kept', async () => {
    const dir = await temporaryDirectory();
    for (let n = 1; n <= 8; n += 1) await runOnce(dir, `run-${n}`, ['a']);
    expect(await topLevel(join(dir, '.muster/previous'))).toEqual(['3', '4', '5', '6', '7']);
    expect(await readFile(join(dir, '.muster/previous/7/a.log'), 'utf8')).toBe('log of run-7');
  });

  test('a manifest that names paths outside moves nothing', async () => {
    const dir = await temporaryDirectory({ 'victim.json': '{}' });
    const inner = join(dir, 'results');
    await openResults(inner, ownerOf('run-1'), [], nobodyAsks);
    const manifest = { workflowId: 'w', runId: 'run-1', resultNames: ['../victim'] };
    await writeFile(resultsLayout(inner).manifest, JSON.stringify(manifest));
    await openResults(inner, ownerOf('run-2'), [], closed);
    expect(await topLevel(dir)).toEqual(['results', 'victim.json']);
  });
});

describe('what is written', () => {
  test('nothing but scenarios and aggregated.json lies on top as *.json', async () => {
    const dir = await temporaryDirectory();
    await runOnce(dir, 'run-1');
    expect((await topLevel(dir)).filter((name) => name.endsWith('.json'))).toEqual([
      'a.json',
      'aggregated.json',
      'b.json',
    ]);
  });

  test('aggregated.json can be rebuilt byte for byte from run.json', async () => {
    const dir = await temporaryDirectory();
    await runOnce(dir, 'run-1');
    const report = await readRunReport(dir);
    if (report === undefined) throw new Error('no run.json');
    expect(await readFile(resultsLayout(dir).aggregated, 'utf8')).toBe(jsonText(aggregatedJson(report)));
  });

  test('records are read back; damaged ones and those of another file count as missing', async () => {
    const dir = await temporaryDirectory();
    await writeScenarioResults(dir, [scenarioReportOf('a', passed), scenarioReportOf('b', passed)]);
    await writeFile(resultsLayout(dir).scenarioRecord('b'), '{"path":');
    const records = await readScenarioRecords(dir, [
      { path: 'a.sh', resultName: 'a', workflowId: 'muster-demo/a' },
      { path: 'b.sh', resultName: 'b', workflowId: 'muster-demo/b' },
      { path: 'other/a.sh', resultName: 'a', workflowId: 'muster-demo/other/a' },
    ]);
    expect([...records.keys()]).toEqual(['a.sh']);
  });

  test('a record holds whatever metadata may hold', async () => {
    const dir = await temporaryDirectory();
    const long = 'x'.repeat(METADATA_BYTES_MAX / 4);
    const report = {
      ...scenarioReportOf('a', passed),
      name: long,
      version: long,
      component: long,
      tags: Array<string>(2_000).fill('t'),
    };
    await writeScenarioResults(dir, [report]);
    expect((await readScenarioRecords(dir, [report])).get(report.path)).toEqual(report);
  });

  test('what lies in the way of a report costs neither the other reports nor the history', async () => {
    const dir = await temporaryDirectory();
    const { junit, history } = resultsLayout(dir);
    const report = scenarioReportOf('a', passed);
    await mkdir(junit);
    await expect(closeResults(dir, runReportOf([report]))).rejects.toMatchObject({ type: 'Results.Unwritable' });
    expect(await topLevel(dir)).toEqual(expect.arrayContaining(['aggregated.json', 'joblog.tsv', 'report.html']));
    expect(await readFile(history, 'utf8')).toContain(report.path);
  });

  test('closing gives the directory back', async () => {
    const dir = await temporaryDirectory();
    await runOnce(dir, 'run-1');
    await expect(openResults(dir, ownerOf('run-2'), [], nobodyAsks)).resolves.toBeUndefined();
  });

  test('closing again when a later run has the directory touches nothing', async () => {
    const dir = await temporaryDirectory();
    await runOnce(dir, 'run-1');
    await openResults(dir, ownerOf('run-2'), ['a'], nobodyAsks);
    await closeResults(dir, runReportOf([], 'run-1'));
    expect(await topLevel(dir)).toEqual(['.muster']);
    await expect(openResults(dir, ownerOf('run-3'), [], () => Promise.resolve('open'))).rejects.toThrow(/in use/);
  });
});

describe('a directory that cannot be written', () => {
  test('a file in the way is Results.Unwritable with the reason, before and at the start', async () => {
    const dir = await temporaryDirectory({ taken: '' });
    const inside = join(dir, 'taken', 'results');
    await expect(checkResultsDir(inside)).rejects.toMatchObject({ type: 'Results.Unwritable' });
    await expect(openResults(inside, ownerOf('run-1'), [], nobodyAsks)).rejects.toMatchObject({
      type: 'Results.Unwritable',
      message: expect.stringContaining('not a directory') as string,
    });
  });

  test.skipIf(process.getuid?.() === 0)('missing permission is Results.Unwritable', async () => {
    const dir = await temporaryDirectory();
    await chmod(dir, 0o500);
    await expect(checkResultsDir(join(dir, 'new'))).rejects.toThrow(/permission denied/);
    await expect(openResults(dir, ownerOf('run-1'), [], nobodyAsks)).rejects.toThrow(/permission denied/);
    await chmod(dir, 0o700);
  });

  test.skipIf(process.platform !== 'linux')('a place that cannot hold a directory is found by the check', async () => {
    await expect(checkResultsDir('/proc/results')).rejects.toMatchObject({ type: 'Results.Unwritable' });
  });

  test('checking leaves nothing', async () => {
    const dir = await temporaryDirectory();
    await checkResultsDir(join(dir, 'not', 'yet'));
    expect(await topLevel(dir)).toEqual([]);
  });
});
