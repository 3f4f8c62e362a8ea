import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactStore } from '../../artifacts/index.ts';
import { currentPlace, type RunPlace } from '../../results/index.ts';
import { LogMirror } from './log-mirror.ts';

/** Where logs that lie in an artifact store are read: a private directory that they are brought to when they are wanted. */
export interface StorePlace extends RunPlace {
  /** Brings what there is of a scenario's logs, also what has come since the last time. */
  bring(resultName: string): Promise<void>;
}

/** Ends with this process. */
export function openStorePlace(store: ArtifactStore, prefix: string): StorePlace {
  const dir = mkdtempSync(join(tmpdir(), 'muster-logs-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const place = currentPlace(dir);
  const logs = new LogMirror(store, prefix, place);
  return { ...place, bring: async (resultName) => await logs.bring(resultName) };
}
