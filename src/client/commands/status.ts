import type { FoundRun } from '../temporal/find-run.ts';
import { temporalCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunClosing } from '../follow/run-closing.ts';
import type { RunState } from '../reading/run-state.ts';
import type { RunProgress } from '../../shared/run-progress.ts';

export function statusCommand(invocation: Invocation) {
  return temporalCommand('status')
    .summary('show where a run stands')
    .description('Shows where a run stands, once.')
    .argument('[RUN]', 'name of the run (default: the only open one, else the newest)')
    .option('--exit-status', 'end with 8 while the run is open, else as the run did')
    .addOption(formatOption())
    .action(async (name, flags) => {
      const { withRun } = await import('../temporal/open-run.ts');
      const { runReader } = await import('../follow/run-reader.ts');
      const { readProgress } = await import('../reading/read-progress.ts');
      const { runStateOf } = await import('../reading/run-state.ts');
      const { printSheet } = await import('../formats/print-records.ts');
      const { workerAdvice } = await import('../temporal/pollers.ts');
      const { exitStatusOf } = await import('../follow/run-closing.ts');
      await withRun(invocation, flags, name, async (temporal, run) => {
        const reader = runReader(temporal, run.workflowId, run.runId);
        const closing = run.status === 'RUNNING' ? undefined : await reader.closing();
        // A document has all that has finished; people look at what runs, or at what failed.
        const shown = closing === undefined ? 'open' : 'failed';
        const progress = await readProgress(temporal, run, { scope: flags.output === 'text' ? shown : 'all' });
        if (progress === undefined) say(invocation, workerAdvice(run.taskQueue));
        const state = runStateOf(run.status, closing, progress);
        await printSheet(invocation, flags.output, {
          name: run.runName,
          document: { ...run, state, progress, closing },
          lines: () => statusLines(invocation, run, state, progress, closing),
        });
        if (flags.exitStatus === true) invocation.exitCode = exitStatusOf(closing, progress);
      });
    });
}

async function statusLines(
  invocation: Invocation,
  run: FoundRun,
  runState: RunState,
  progress: RunProgress | undefined,
  closing: RunClosing | undefined,
): Promise<string[]> {
  const { paintFor } = await import('../view/paint.ts');
  const { progressFrame } = await import('../view/progress-frame.ts');
  const { kubectlToShow } = await import('../keeping/kubectl-command.ts');
  const { keptNow } = await import('../keeping/kept-now.ts');
  const { keptLines, notKeptLines } = await import('../view/kept-lines.ts');
  const { stuckLines } = await import('../view/stuck-lines.ts');
  const { summaryLines } = await import('../view/summary.ts');
  const { resultOf } = await import('../follow/run-closing.ts');
  const { displayPath } = await import('../view/display-path.ts');
  const { shardsText } = await import('../view/shards-text.ts');
  const { stdout, env, cwd } = invocation;
  const paint = paintFor(stdout, env);
  const { runName, startedAtMs } = run;
  const nowMs = run.closedAtMs ?? Date.now();
  const { stuck, kept: keptAtEnd } = (closing === undefined ? undefined : resultOf(closing)) ?? progress ?? {};
  const kubectl = await kubectlToShow(invocation, run.memo?.cluster, stuck, keptAtEnd, progress?.stuck);
  const look = { nowMs: Date.now(), kubectl };
  const head = `run ${runName} · ${runState}`;
  if (closing === undefined) {
    const screen = { columns: stdout.columns || Number.MAX_SAFE_INTEGER, rows: Number.MAX_SAFE_INTEGER };
    if (progress === undefined) return [head];
    const frame = progressFrame({ progress, startedAtMs, nowMs }, screen, paint);
    const { runName: name, kept = [], notKept } = progress;
    const shards = shardsText(progress);
    return [
      head,
      ...frame,
      ...(shards === undefined ? [] : [`  shards ${shards}`]),
      ...stuckLines(progress.stuck, paint, look.kubectl),
      ...notKeptLines(notKept, paint),
      ...keptLines(name, kept, look, kept.length),
    ];
  }
  const failures = (progress?.finished ?? []).filter(({ status }) => status === 'failed' || status === 'errored');
  const kept = await keptNow(invocation, run, keptAtEnd ?? progress?.kept ?? []);
  const resultsDir = displayPath(resultOf(closing)?.resultsDir ?? progress?.resultsDir ?? '', cwd);
  const state = { runName, closing, failures, elapsedMs: nowMs - startedAtMs, resultsDir, look, kept };
  return [head, '', ...summaryLines(progress === undefined ? state : { ...state, progress }, paint)];
}
