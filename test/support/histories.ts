import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const dir = fileURLToPath(new URL('../workflows/histories', import.meta.url));

const { History } = temporal.api.history.v1;
type History = temporal.api.history.v1.IHistory;

export interface SavedHistory {
  readonly name: string;
  readonly workflowId: string;
  readonly history: History;
}

const suffix = '.pb.gz';

/** Histories of released workflows, one per path. They are never edited: what they hold has happened. */
export function savedHistories(): SavedHistory[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith(suffix))
    .toSorted()
    .map((file) => {
      const history = History.decode(gunzipSync(readFileSync(join(dir, file))));
      const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '';
      return { name: file.slice(0, -suffix.length), workflowId, history };
    });
}

/** `MUSTER_RECORD_HISTORIES=1 npm test` writes them: a path that is released gets its history then. */
export async function saveHistory(client: Client, name: string, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name + suffix), gzipSync(History.encode(history).finish(), { level: 9 }));
}
