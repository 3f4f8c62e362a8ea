import { readFileSync, rmSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { isAlive, processIdentitySchema } from '../embedded/process-identity.ts';
import { workerRequestSchema } from './protocol.ts';

const childSchema = processIdentitySchema.extend({ name: z.string() });

const backgroundStateSchema = z.object({
  /** Raised when a field changes its meaning. */
  format: z.literal(1),
  process: processIdentitySchema,
  startedAtMs: z.number(),
  socketPath: z.string(),
  /** muster's version. */
  version: z.string(),
  /** The servers' versions, by binary. */
  serverVersions: z.record(z.string(), z.string()),
  /** What was asked for: started again after a crash, so that open runs go on. Holds no secrets. */
  wanted: z.object({
    temporal: z.boolean(),
    kubernetes: z.enum(['api', 'workloads']).optional(),
    workers: z.array(workerRequestSchema),
  }),
  /** Processes that it started: whatever of them outlives it is ended by its successor. */
  children: z.array(childSchema),
});

/** The content of `background.json`. */
export type BackgroundState = Readonly<z.infer<typeof backgroundStateSchema>>;
export type Wanted = BackgroundState['wanted'];
export type ChildProcessRecord = Readonly<z.infer<typeof childSchema>>;

/** Undefined when there is none or it cannot be understood: then nothing in it is believed. */
export function readBackgroundState(path: string): BackgroundState | undefined {
  try {
    return backgroundStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The state of a background process that lives. */
export function readLiveState(path: string): BackgroundState | undefined {
  const state = readBackgroundState(path);
  return state !== undefined && isAlive(state.process) ? state : undefined;
}

export function writeBackgroundState(path: string, state: BackgroundState): void {
  writeFileAtomic.sync(path, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

export function removeBackgroundState(path: string): void {
  rmSync(path, { force: true });
}
