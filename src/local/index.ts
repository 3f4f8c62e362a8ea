/** The background process of `muster up`, and how to reach it. */
export { ensureLocal, type EnsureOptions } from './ensure-local.ts';
export { LocalError } from './local-error.ts';
export { localStatus } from './local-status.ts';
export type { EnsureAnswer, EnsureRequest, LocalStatus, OnProgress, Progress, RunningStatus } from './protocol.ts';
export { defaultStateDir, statePathsOf } from './state-dir.ts';
export { stopLocal } from './stop-local.ts';
