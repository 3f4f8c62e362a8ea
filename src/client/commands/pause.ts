import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function pauseCommand(invocation: Invocation) {
  return signalCommand(
    invocation,
    'pause',
    'start nothing new in a run until it is resumed',
    'Starts nothing new in a run until it is resumed; what runs goes on.',
  );
}

export function resumeCommand(invocation: Invocation) {
  return signalCommand(invocation, 'resume', 'let a paused run go on', 'Lets a paused run go on.');
}

function signalCommand(invocation: Invocation, signal: 'pause' | 'resume', summary: string, description: string) {
  return temporalCommand(signal)
    .summary(summary)
    .description(description)
    .argument('[RUN]', 'name of the run (default: the only open one)')
    .action(async (name, flags) => {
      const { withOpenRun } = await import('../temporal/open-run.ts');
      const { readProgress } = await import('../reading/read-progress.ts');
      const { pausedAnswer } = await import('../view/slots-answer.ts');
      await withOpenRun(invocation, flags, name, async (temporal, run) => {
        await temporal.within(() => temporal.client.workflow.getHandle(run.workflowId, run.runId).signal(signal));
        const now = await readProgress(temporal, run, { scope: 'open' });
        say(invocation, [`${run.runName} is ${pausedAnswer(signal === 'pause', now)}`]);
      });
    });
}
