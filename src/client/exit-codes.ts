/** Every way in which muster ends. Part of the public contract: scripts and CI systems decide by these. */
export const ExitCode = {
  Passed: 0,
  /** A scenario failed, whatever else went wrong. */
  Failed: 1,
  /** Usage or configuration; nothing was started. */
  Usage: 2,
  /** The environment is broken: the verdict is unknown. */
  Environment: 3,
  /** Cancelled or terminated by someone else. */
  Cancelled: 4,
  NothingMatched: 5,
  /** The run goes on without this client. */
  Detached: 6,
  StillRunning: 8,
  TimeLimit: 124,
  Interrupted: 130,
  Terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
