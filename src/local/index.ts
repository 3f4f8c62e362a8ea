/** The background process of `muster up`, and how to reach it. */
export { ensureLocal, type EnsureOptions } from './ensure-local.ts';
export { installedPrograms, type InstalledProgram } from './installed-programs.ts';
export { localStatus } from './local-status.ts';
export type { EnsureAnswer, EnsureRequest, LocalStatus, OnProgress, Progress } from './protocol.ts';
export { adminKubeconfigOf, defaultStateDir, statePathsOf } from './state-dir.ts';
export { stopLocal, stopUnusedLocal } from './stop-local.ts';
export { musterVersion } from './version.ts';
