import type { BackgroundService } from './background-service.ts';

/** The background process ends with this when a living one has the directory already. */
export const ALREADY_RUNNING_EXIT_CODE = 10;

/**
 * A background process from its start to its end: ends in order when it is told to, and soon after its parent when
 * there is an IPC channel to it and nobody else needs it. Does not return.
 */
export async function runBackground(start: () => Promise<BackgroundService | undefined>): Promise<never> {
  // Later it may have ended, and this process be somebody else's child.
  const parentPid = process.ppid;
  const background = await start();
  if (background === undefined) process.exit(ALREADY_RUNNING_EXIT_CODE);
  process.on('SIGTERM', () => background.stop('SIGTERM'));
  process.on('SIGINT', () => background.stop('SIGINT'));
  // A terminal that closes is no reason to stop; a parent that goes away is, for whom it was started attached to.
  process.on('SIGHUP', () => {});
  const parentEnded = () => background.clientEnded(parentPid);
  process.on('disconnect', parentEnded);
  // There was a channel, and its other end was quicker than this line.
  if (process.send !== undefined && !process.connected) parentEnded();
  await background.stopped;
  // Connections of clients may keep the process.
  process.exit(0);
}
