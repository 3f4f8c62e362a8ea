import { ASK_RUN_TIMEOUT_MS, MAX_PARALLEL_DEFAULT, MAX_PARALLEL_MAX } from '../../shared/limits.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';

export function scaleCommand(invocation: Invocation) {
  return temporalCommand('scale')
    .summary('change how many scenarios run at once')
    .description('Changes how many scenarios of a run may run at once. Lowering never stops one that runs.')
    .argument('[RUN]', 'name of the run (default: the only open one)')
    .argument('[N]', 'the new limit')
    .option('--by <CHANGE>', 'instead of N: so many more or fewer, such as +2 or -2')
    .addHelpText('after', '\nExamples:\n  muster scale 8\n  muster scale nightly --by +2')
    .action(async (first, second, flags) => {
      const { withOpenRun } = await import('../temporal/open-run.ts');
      const { readProgress } = await import('../reading/read-progress.ts');
      const { scaledText } = await import('../view/slots-answer.ts');
      const [name, limitText] = flags.by === undefined && second === undefined ? [undefined, first] : [first, second];
      const wanted = await wish(limitText, flags.by);
      await withOpenRun(invocation, flags, name, async (temporal, run) => {
        const progress = await readProgress(temporal, run);
        if (progress?.cancelRequested === true) throw beingCancelled(run);
        const limit = typeof wanted === 'number' ? wanted : await changed(run, progress, wanted.by);
        if (progress?.phase === 'planning') say(invocation, [`${run.runName} is still planning`]);
        const before = await setLimit(temporal, run, limit);
        const now = await readProgress(temporal, run, { scope: 'open' });
        say(invocation, [`${run.runName}: ${scaledText(before, limit, now)}`]);
      });
    });
}

/** The new limit, or by how much it changes. */
async function wish(limitText: string | undefined, by: string | undefined): Promise<number | { readonly by: number }> {
  const { wholeNumber } = await import('../options/settings.ts');
  if (by === undefined) {
    if (limitText === undefined) throw usageError('How many at once is missing', 'for instance: muster scale 8');
    const given = { text: limitText, by: 'N', usage: 'muster scale RUN' };
    return wholeNumber(given, MAX_PARALLEL_DEFAULT, 1, MAX_PARALLEL_MAX);
  }
  if (limitText !== undefined) throw usageError('Both N and --by say how many', 'give one of them');
  const change = /^[+-]?\d{1,4}$/.test(by) ? Number(by) : 0;
  if (change === 0) throw usageError(`--by: "${by}" is not a change`, 'for instance --by +2 or --by -2');
  return { by: change };
}

/** What a run is now, with the change; within what a run may have. */
async function changed(run: FoundRun, progress: RunProgress | undefined, by: number): Promise<number> {
  const { workerAdvice } = await import('../temporal/pollers.ts');
  if (progress === undefined || progress.limit === 0) {
    const [why, ...fix] = workerAdvice(run.taskQueue);
    throw new ClientError(`How many run "${run.runName}" runs at once cannot be read just now`, {
      type: 'Run.NoAnswer',
      ...(progress === undefined ? { why: why ?? '' } : { why: 'it is still planning' }),
      fix: [...(progress === undefined ? fix : []), `or say how many: muster scale ${run.runName} N`],
      exitCode: ExitCode.Environment,
    });
  }
  return Math.min(MAX_PARALLEL_MAX, Math.max(1, progress.limit + by));
}

function beingCancelled({ runName }: FoundRun): ClientError {
  return usageError(
    `Run "${runName}" is being cancelled`,
    `see its end: muster watch ${shellWord(runName)}`,
    'nothing new starts in it, however many may run at once',
  );
}

/** Answers with the limit before. */
async function setLimit(temporal: Temporal, run: FoundRun, limit: number): Promise<number> {
  const { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } = await import('@temporalio/client');
  const { unanswered } = await import('../keeping/ask-run.ts');
  const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
  try {
    const ask = () => handle.executeUpdate<number, [number]>('scale', { args: [limit] });
    return await temporal.within(ask, ASK_RUN_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw unanswered(run);
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new ClientError(`Run "${run.runName}" refuses the limit ${limit}`, {
      type: 'Run.InvalidInput',
      why: error.cause?.message ?? error.message,
      exitCode: ExitCode.Usage,
    });
  }
}
