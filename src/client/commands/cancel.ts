import { ClientError } from '../errors.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function cancelCommand(invocation: Invocation) {
  return temporalCommand('cancel')
    .summary('cancel a run and clean up')
    .description(
      'Cancels a run: scripts are stopped, namespaces deleted, results written. Returns once that is accepted.',
    )
    .argument('<RUN>', 'name of the run')
    .action(async (name, flags) => {
      const { withOpenRun } = await import('../temporal/open-run.ts');
      const { requestCancel } = await import('../follow/request-cancel.ts');
      await withOpenRun(invocation, flags, name, async (temporal, run) => {
        if (!(await requestCancel(temporal, run))) {
          throw new ClientError('Temporal did not accept the cancellation', {
            type: 'Temporal.Unreachable',
            fix: `try it again: muster cancel ${run.runName}`,
          });
        }
        say(invocation, [`cancelling ${run.runName}; follow the clean-up: muster watch ${run.runName}`]);
      });
    });
}
