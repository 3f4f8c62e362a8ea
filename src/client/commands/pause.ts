import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function pauseCommand(invocation: Invocation) {
  return signalCommand(
    invocation,
    'pause',
    'start nothing new in a run until it is resumed',
    'Starts nothing new in a run until it is resumed; what runs goes on.',
    'paused',
  );
}

export function resumeCommand(invocation: Invocation) {
  return signalCommand(invocation, 'resume', 'let a paused run go on', 'Lets a paused run go on.', 'resumed');
}

function signalCommand(
  invocation: Invocation,
  signal: 'pause' | 'resume',
  summary: string,
  description: string,
  done: string,
) {
  return temporalCommand(signal)
    .summary(summary)
    .description(description)
    .argument('[RUN]', 'name of the run (default: the only open one)')
    .action(async (name, flags) => {
      const { withOpenRun } = await import('../temporal/open-run.ts');
      await withOpenRun(invocation, flags, name, async (temporal, run) => {
        await temporal.within(() => temporal.client.workflow.getHandle(run.workflowId, run.runId).signal(signal));
        say(invocation, [`${run.runName} is ${done}`]);
      });
    });
}
