import { Option } from '@commander-js/extra-typings';
import { ExitCode } from '../exit-codes.ts';
import { temporalCommand } from '../flags.ts';
import type { FollowEvent } from '../follow/follow-run.ts';
import type { RunClosing } from '../follow/run-closing.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunProgress } from '../../shared/run-progress.ts';

export function waitCommand(invocation: Invocation) {
  return temporalCommand('wait')
    .summary('wait until a run has ended')
    .description(
      'Waits until a run has ended and ends as it did; shows nothing of it meanwhile. Ctrl-C only leaves.\n' +
        'Ends with 124 when the time is up, and with 8 when the run cannot be read any longer.',
    )
    .argument('[RUN]', 'name of the run (default: the only open one, else the newest)')
    .addOption(
      new Option(
        '--for <WHAT>',
        'done: its end; failure: the first scenario that fails or errors, at the latest its end',
      )
        .choices(['done', 'failure'] as const)
        .default('done' as const),
    )
    .option('--timeout <DURATION>', 'wait no longer, with its unit (default: for ever)')
    .action(async (name, flags) => {
      const { given, durationMs } = await import('../options/settings.ts');
      const { withRun } = await import('../temporal/open-run.ts');
      const { runReader } = await import('../follow/run-reader.ts');
      const { reviverOf } = await import('../follow/revive.ts');
      const { followRun } = await import('../follow/follow-run.ts');
      const { receiveRest } = await import('../from-store/receive-run.ts');
      const { onlookerSignals } = await import('../reading/signals.ts');
      const timeoutMs = durationMs(given(flags.timeout, '--timeout', {}), 0);
      await withRun(invocation, flags, name, async (temporal, run) => {
        const signals = onlookerSignals(process);
        const timeUp = timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined;
        const signal = timeUp === undefined ? signals.signal : AbortSignal.any([signals.signal, timeUp]);
        const revive = reviverOf(invocation, temporal, run, run.memo, false);
        const reader = runReader(temporal, run.workflowId, run.runId);
        // Nothing is told of what passes; failures are known to open shards first.
        const scope = flags.for === 'failure' ? 'open' : 'none';
        const events = followRun({ reader, signal, scope, ...(revive === undefined ? {} : { revive }) });
        const left = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
        try {
          // Leaving does not wait for an answer that is on its way.
          const ending = await Promise.race([
            endOf(events, flags.for === 'failure', (lines) => say(invocation, lines), run.taskQueue),
            left,
          ]);
          if (ending !== undefined) invocation.exitCode = await concluded(invocation, run.runName, ending);
          else if (signals.exitCode !== undefined) invocation.exitCode = signals.exitCode;
          else {
            say(invocation, [`run ${run.runName} has not ended in time; it goes on`]);
            invocation.exitCode = ExitCode.TimeLimit;
          }
          if (ending?.kind === 'closed') say(invocation, await receiveRest(invocation, temporal, run));
        } finally {
          signals.close();
        }
      });
    });
}

type Ending =
  | { readonly kind: 'closed'; readonly closing: RunClosing; readonly progress?: RunProgress | undefined }
  | { readonly kind: 'failure'; readonly progress: RunProgress }
  | { readonly kind: 'gave-up' };

async function endOf(
  events: AsyncGenerator<FollowEvent, void>,
  isForFailure: boolean,
  tell: (lines: readonly string[]) => void,
  taskQueue: string,
): Promise<Ending | undefined> {
  const { workerAdvice } = await import('../temporal/pollers.ts');
  let progress: RunProgress | undefined;
  for await (const event of events) {
    switch (event.kind) {
      case 'progress':
        progress = event.progress;
        if (isForFailure && progress.totals.failed + progress.totals.errored > 0) return { kind: 'failure', progress };
        break;
      case 'trouble':
        tell(event.trouble === 'no-worker' ? workerAdvice(taskQueue) : ['Temporal does not answer; still waiting']);
        break;
      case 'recovered':
        break;
      case 'gave-up':
        return { kind: 'gave-up' };
      case 'closed':
        return { kind: 'closed', closing: event.closing, progress };
    }
  }
  return undefined;
}

async function concluded(invocation: Invocation, runName: string, ending: Ending): Promise<ExitCode> {
  const { verdictOf, resultOf } = await import('../follow/run-closing.ts');
  const { wordCounts } = await import('../view/counts.ts');
  const { plain } = await import('../view/paint.ts');
  switch (ending.kind) {
    case 'gave-up':
      say(invocation, [`run ${runName} cannot be read any longer; it may still be running`]);
      return ExitCode.StillRunning;
    case 'failure': {
      const { totals } = ending.progress;
      say(invocation, [`run ${runName} goes on: ${wordCounts(totals, plain)} so far`]);
      return totals.failed > 0 ? ExitCode.Failed : ExitCode.Environment;
    }
    case 'closed': {
      const totals = (resultOf(ending.closing) ?? ending.progress)?.totals;
      const how =
        ending.closing.kind === 'completed' || ending.closing.kind === 'failed' ? 'ended' : ending.closing.kind;
      const counts = totals === undefined ? '' : `: ${wordCounts(totals, plain)}`;
      say(invocation, [`run ${runName} ${how}${counts}`]);
      return verdictOf(ending.closing, ending.progress);
    }
  }
}
