import { ScheduleAlreadyRunning } from '@temporalio/client';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';

/** Why `schedule.create` was refused, where that is the user's to mend; any other error as it is. */
export function scheduleRefusal(error: unknown, name: string): unknown {
  if (error instanceof ScheduleAlreadyRunning) {
    return new ClientError(`There is a schedule "${name}" already`, {
      type: 'Schedule.NameTaken',
      fix: [`see it: muster schedule describe ${name}`, `or remove it: muster schedule delete ${name}`],
      exitCode: ExitCode.Usage,
    });
  }
  // The SDK turns the server's INVALID_ARGUMENT into a TypeError.
  if (!(error instanceof TypeError)) return error;
  return usageError(
    'Temporal does not accept this schedule',
    'check --cron (minute hour day month weekday) and --timezone (such as Europe/Berlin)',
    error.message,
  );
}
