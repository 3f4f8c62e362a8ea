/** The background process of `muster up`, and how to reach it. */
export { ensureLocal, type EnsureOptions } from './ensure-local.ts';
export type { EnsureAnswer, EnsureRequest, OnProgress, Progress } from './protocol.ts';
export { adminKubeconfigOf, defaultStateDir, statePathsOf } from './state-dir.ts';
export { stopLocal, stopUnusedLocal } from './stop-local.ts';
