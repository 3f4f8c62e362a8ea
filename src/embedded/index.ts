/** Temporal and Kubernetes as child processes, and where their programs come from. */
export { buildDir, defaultCacheDir } from './cache.ts';
export { BINARY_NAMES, CATALOG, type BinaryName } from './catalog.ts';
export { startControlPlane, type RunningControlPlane, type StartControlPlaneOptions } from './control-plane.ts';
export type { ControlPlanePorts, Profile } from './control-plane-args.ts';
export { componentsOf, type Component } from './control-plane-components.ts';
export type { EmbeddedServerErrorType } from './embedded-server-error.ts';
export { findInstalled, type BinarySource, type ResolvedBinary } from './find-installed.ts';
export type { OnProgress, Progress } from './progress.ts';
export { resolveBinaries, type ResolveOptions } from './resolve-binaries.ts';
export type { ServerExit } from './server-process.ts';
export { startTemporal, type RunningTemporal, type StartTemporalOptions, type TemporalPorts } from './temporal.ts';
export { makeToolsDir } from './tools-dir.ts';
