import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArtifactStore, StoredObject } from '../../artifacts/index.ts';
import {
  closeResults,
  currentPlace,
  makeDirectory,
  openResults,
  readRecordOfName,
  resultsLayout,
  runReportOf,
  writeScenarioResults,
  type ResultsOwner,
} from '../../results/index.ts';
import { artifactEntryOf, artifactKeys } from '../../shared/artifact-keys.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { RESULT_FILE_BYTES_MAX, STORED_FILES_AT_ONCE } from '../../shared/limits.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { LogMirror } from './log-mirror.ts';

/** The report of a run, as it lies in the store; undefined: it has none yet. Throws the store's errors. */
export async function storedReport(
  store: Pick<ArtifactStore, 'get'>,
  prefix: string,
  runId: string,
): Promise<RunReport | undefined> {
  const bytes = await store.get(artifactKeys(prefix).report('run.json'), RESULT_FILE_BYTES_MAX);
  const report = bytes === undefined ? undefined : runReportOf(bytes.toString('utf8'));
  return report?.runId === runId ? report : undefined;
}

/** Brings the results of one run into a results directory on this machine, which is the run's already. */
export class StoredResults {
  private readonly store: ArtifactStore;
  private readonly prefix: string;
  private readonly dir: string;

  constructor(store: ArtifactStore, prefix: string, dir: string) {
    this.store = store;
    this.prefix = prefix;
    this.dir = dir;
  }

  /** What there is of the logs of a scenario. */
  async bringLog(resultName: string): Promise<void> {
    const logs = this.newMirror();
    try {
      await logs.bring(resultName);
    } finally {
      await logs.close();
    }
  }

  /** The record of a scenario that has ended, and what is made of it. False: it is not in the store yet. */
  async bringRecord(resultName: string): Promise<boolean> {
    const layout = resultsLayout(this.dir);
    const key = artifactKeys(this.prefix).record(resultName);
    await makeDirectory(layout.scenarios);
    if (!(await this.store.getFile(key, layout.scenarioRecord(resultName)))) return false;
    const record = await readRecordOfName(this.dir, resultName);
    if (record !== undefined) await writeScenarioResults(this.dir, [record]);
    return true;
  }

  /** Everything that is not here yet, the reports at last; the directory is given back. False: there is no report. */
  async bringAll(owner: ResultsOwner): Promise<boolean> {
    const objects = await this.store.list(artifactKeys(this.prefix).all);
    await this.bringFiles(objects);
    await this.bringLogs(objects);
    const report = await storedReport(this.store, this.prefix, owner.runId);
    if (report === undefined) return false;
    // Now every name is known, which is what a later run moves aside.
    const names = report.scenarios.map(({ resultName }) => resultName);
    await openResults(this.dir, owner, names, () => Promise.resolve('open'));
    await closeResults(this.dir, report);
    return true;
  }

  private async bringFiles(objects: readonly StoredObject[]): Promise<void> {
    const layout = resultsLayout(this.dir);
    await inParallel(objects, STORED_FILES_AT_ONCE, async ({ key, bytes }) => {
      const entry = artifactEntryOf(this.prefix, key);
      if (entry?.kind === 'record') {
        // Those that came while the run went on are here.
        if ((await sizeOf(layout.scenarioRecord(entry.resultName))) === undefined) {
          await this.fetch(key, layout.scenarioRecord(entry.resultName));
        }
      }
      if (entry?.kind === 'diagnostics') {
        const path = layout.diagnosticsOf(entry.resultName, entry.attempt);
        if ((await sizeOf(path)) !== bytes) await this.fetch(key, path);
      }
      if (entry?.kind === 'plan') await this.fetch(key, layout.plan);
      if (entry?.kind === 'shard') await this.fetch(key, layout.sealedShard(entry.index));
    });
  }

  private async fetch(key: string, path: string): Promise<void> {
    await makeDirectory(dirname(path));
    await this.store.getFile(key, path);
  }

  private async bringLogs(objects: readonly StoredObject[]): Promise<void> {
    const parts = new Map<string, StoredObject[]>();
    for (const object of objects) {
      const entry = artifactEntryOf(this.prefix, object.key);
      if (entry?.kind !== 'log') continue;
      const known = parts.get(entry.resultName);
      if (known === undefined) parts.set(entry.resultName, [object]);
      else known.push(object);
    }
    await inParallel([...parts], STORED_FILES_AT_ONCE, async ([resultName, each]) => {
      if (await this.isHere(resultName, each)) return;
      const logs = this.newMirror();
      try {
        await logs.add(resultName, each);
      } finally {
        await logs.close();
      }
    });
  }

  private async isHere(resultName: string, parts: readonly StoredObject[]): Promise<boolean> {
    const layout = resultsLayout(this.dir);
    const sizes = new Map<number, number>();
    for (const { key, bytes } of parts) {
      const entry = artifactEntryOf(this.prefix, key);
      if (entry?.kind === 'log') sizes.set(entry.attempt, (sizes.get(entry.attempt) ?? 0) + bytes);
    }
    const last = Math.max(...sizes.keys());
    for (const [attempt, bytes] of sizes) {
      const path = attempt === last ? layout.log(resultName) : layout.attemptLog(resultName, attempt);
      if ((await sizeOf(path)) !== bytes) return false;
    }
    return true;
  }

  private newMirror(): LogMirror {
    return new LogMirror(this.store, this.prefix, currentPlace(this.dir));
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
