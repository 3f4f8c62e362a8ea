import { MAX_PARALLEL_DEFAULT, MAX_PARALLEL_MAX } from '../../shared/limits.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function scaleCommand(invocation: Invocation) {
  return temporalCommand('scale')
    .summary('change how many scenarios run at once')
    .description('Changes how many scenarios of a run may run at once. Lowering never stops one that runs.')
    .argument('<RUN>', 'name of the run')
    .argument('<N>', 'the new limit')
    .action(async (name, limitText, flags) => {
      const { WorkflowUpdateFailedError } = await import('@temporalio/client');
      const { withOpenRun } = await import('../temporal/open-run.ts');
      const { wholeNumber } = await import('../options/settings.ts');
      const limit = wholeNumber(
        { text: limitText, by: 'N', usage: 'muster scale RUN' },
        MAX_PARALLEL_DEFAULT,
        1,
        MAX_PARALLEL_MAX,
      );
      await withOpenRun(invocation, flags, name, async (temporal, run) => {
        const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
        try {
          const before = await temporal.within(() =>
            handle.executeUpdate<number, [number]>('scale', { args: [limit] }),
          );
          say(invocation, [`${run.runName}: ${before} → ${limit} at once`]);
        } catch (error) {
          if (!(error instanceof WorkflowUpdateFailedError)) throw error;
          throw new ClientError(`Run "${run.runName}" refuses the limit ${limit}`, {
            type: 'Run.InvalidInput',
            why: error.cause?.message ?? error.message,
            exitCode: ExitCode.Usage,
          });
        }
      });
    });
}
