/** What ends the scripts of a worker that was killed: a process of its own, told by a pipe that closes. */
export { LauncherLost, LaunchRefused, startLauncher, type Launcher } from './launcher/start-launcher.ts';
export { type Birth, birthCount } from './births.ts';
export { killAttempts, killMarked, MARK_VARIABLE } from './marked-processes.ts';
export { PRIVATE_PREFIX } from './private-directories.ts';
export { startSupervisor, type Supervisor } from './start-supervisor.ts';
export { isWorkerGone } from './worker-mark.ts';
