import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArtifactStore, StoredObject } from '../../artifacts/index.ts';
import { makeDirectory, resultsLayout } from '../../results/index.ts';
import { artifactEntryOf, artifactKeys, type ArtifactEntry } from '../../shared/artifact-keys.ts';
import { FETCHED_BYTES_MAX, LOG_COUNTED_BYTES_MAX, STORED_FILES_AT_ONCE } from '../../shared/limits.ts';
import { inParallel } from '../../shared/in-parallel.ts';

/** Everything of a run that its report is made of, as its workers would have written it into one directory. */
export async function fetchResults(store: ArtifactStore, prefix: string, dir: string): Promise<void> {
  const objects = await store.list(artifactKeys(prefix).all);
  const budget = { diagnosticsBytes: FETCHED_BYTES_MAX };
  const logs = new Map<string, StoredLog>();
  await inParallel(objects, STORED_FILES_AT_ONCE, async (object) => {
    const entry = artifactEntryOf(prefix, object.key);
    if (entry === undefined) return;
    if (entry.kind === 'log') return noteLog(logs, entry, object);
    const path = pathOf(dir, entry);
    if (path === undefined) return;
    if (entry.kind === 'diagnostics') {
      budget.diagnosticsBytes -= object.bytes;
      if (budget.diagnosticsBytes < 0) return;
    }
    await makeDirectory(dirname(path));
    await store.getFile(object.key, path);
  });
  await fetchLogs(store, dir, logs);
}

function pathOf(dir: string, entry: ArtifactEntry): string | undefined {
  const layout = resultsLayout(dir);
  switch (entry.kind) {
    case 'plan':
      return layout.plan;
    case 'shard':
      return layout.sealedShard(entry.index);
    case 'record':
      return layout.scenarioRecord(entry.resultName);
    case 'diagnostics':
      return layout.diagnosticsOf(entry.resultName, entry.attempt);
    case 'log':
    case 'report':
      return undefined;
  }
}

interface StoredLog {
  attempt: number;
  readonly parts: StoredObject[];
}

/** Of the last attempt only: what came before it is in no report. */
function noteLog(
  logs: Map<string, StoredLog>,
  { resultName, attempt }: Extract<ArtifactEntry, { kind: 'log' }>,
  object: StoredObject,
): void {
  const log = logs.get(resultName);
  if (log === undefined || log.attempt < attempt) logs.set(resultName, { attempt, parts: [object] });
  else if (log.attempt === attempt) log.parts.push(object);
}

async function fetchLogs(store: ArtifactStore, dir: string, logs: ReadonlyMap<string, StoredLog>): Promise<void> {
  const layout = resultsLayout(dir);
  let leftBytes = FETCHED_BYTES_MAX;
  await inParallel([...logs], STORED_FILES_AT_ONCE, async ([resultName, { parts }]) => {
    const end = endOf(parts.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
    leftBytes -= end.bytes;
    if (leftBytes < 0) return;
    const file = await open(layout.log(resultName), 'w');
    try {
      let position = end.startsAtBytes;
      for (const { key, bytes } of end.parts) {
        const part = await store.get(key, bytes);
        if (part !== undefined) await file.write(part, 0, part.length, position);
        position += bytes;
      }
    } finally {
      await file.close();
    }
  });
}

/** As many of the last parts as a report looks at. Before them the file gets a hole, so that its size is right. */
function endOf(parts: readonly StoredObject[]) {
  let bytes = 0;
  let first = parts.length;
  while (first > 0 && bytes <= LOG_COUNTED_BYTES_MAX) {
    first -= 1;
    bytes += parts[first]?.bytes ?? 0;
  }
  const startsAtBytes = parts.slice(0, first).reduce((sum, part) => sum + part.bytes, 0);
  return { parts: parts.slice(first), bytes, startsAtBytes };
}
