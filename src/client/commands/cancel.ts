import { ClientError } from '../errors.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';

export function cancelCommand(invocation: Invocation) {
  return temporalCommand('cancel')
    .summary('cancel a run, or one scenario of it, and clean up')
    .description(
      'Cancels a run: scripts are stopped, namespaces deleted, results written. Returns once that is accepted.\n' +
        'With a scenario only that one; returns when it has ended.',
    )
    .argument('[RUN]', 'name of the run, or RUN/SCENARIO (default: the only open one)')
    .argument('[SCENARIO]', 'only this one: its path, or a name that no other has')
    .option('--reason <TEXT>', "why, for the run's history")
    .addHelpText('after', '\nExamples:\n  muster cancel nightly\n  muster cancel net/policy.sh')
    .action(async (first, second, flags) => {
      const { whileOpen } = await import('../temporal/open-run.ts');
      const { withNamedRun } = await import('../reading/with-named-run.ts');
      await withNamedRun(invocation, flags, first, second, async (temporal, { run, scenario }) => {
        await whileOpen(run, first !== undefined, async () => {
          if (scenario === undefined) return await cancelRun(invocation, temporal, run, flags.reason);
          const { cancelScenario } = await import('../reading/cancel-scenario.ts');
          say(invocation, [await cancelScenario(temporal, run, scenario, flags.reason)]);
        });
      });
    });
}

async function cancelRun(
  invocation: Invocation,
  temporal: Temporal,
  run: FoundRun,
  reason: string | undefined,
): Promise<void> {
  const { requestCancel } = await import('../follow/request-cancel.ts');
  if (!(await requestCancel(temporal, run, reason))) {
    throw new ClientError('Temporal did not accept the cancellation', {
      type: 'Temporal.Unreachable',
      fix: `try it again: muster cancel ${run.runName}`,
    });
  }
  say(invocation, [`cancelling ${run.runName}; follow the clean-up: muster watch ${run.runName}`]);
}
