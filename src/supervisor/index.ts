/** What ends the scripts of a worker that was killed: a process of its own, told by a pipe that closes. */
export { killMarked, MARK_VARIABLE } from './marked-processes.ts';
export { startSupervisor, type Supervisor } from './start-supervisor.ts';
