import { ScheduleAlreadyRunning } from '@temporalio/client';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { grpcCodeOf } from '../temporal/temporal-trouble.ts';

const GRPC_INVALID_ARGUMENT = 3;

/** Why Temporal does not take a schedule, where that is the user's to mend; any other error as it is. */
export function scheduleRefusal(error: unknown, name: string): unknown {
  if (error instanceof ScheduleAlreadyRunning) {
    return new ClientError(`There is a schedule "${name}" already`, {
      type: 'Schedule.NameTaken',
      fix: [`see it: muster schedule describe ${name}`, `or remove it: muster schedule delete ${name}`],
      exitCode: ExitCode.Usage,
    });
  }
  if (grpcCodeOf(error) !== GRPC_INVALID_ARGUMENT) return error;
  return usageError(
    'Temporal does not accept this schedule',
    'check --cron (minute hour day month weekday) and --timezone (such as Europe/Berlin)',
    error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined,
  );
}
