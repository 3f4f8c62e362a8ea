import type { RunProgress, RunResult } from '../../shared/run-progress.ts';
import { exitCodeOfType } from '../catalogue/index.ts';
import { ExitCode } from '../exit-codes.ts';

/** How a run's workflow closed. `result` is there whenever the workflow's own code ended it. */
export type RunClosing =
  | { readonly kind: 'completed'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly type: string; readonly message: string; readonly result?: RunResult }
  | { readonly kind: 'cancelled'; readonly result?: RunResult }
  | { readonly kind: 'terminated'; readonly message: string }
  | { readonly kind: 'timed-out' };

/**
 * The exit code of a run that has closed. `ownSignal` is the code of the signal by which this very client had it
 * cancelled; a cancellation by anyone else is 4.
 */
export function verdictOf(closing: RunClosing, progress: RunProgress | undefined, ownSignal?: ExitCode): ExitCode {
  const isEnded = closing.kind === 'cancelled' || closing.kind === 'terminated';
  if (isEnded || progress?.cancelRequested === true) return ownSignal ?? ExitCode.Cancelled;
  if (closing.kind === 'timed-out') return ExitCode.Environment;
  const result = resultOf(closing);
  if (result === undefined) return closing.kind === 'failed' ? exitCodeOfType(closing.type) : ExitCode.Environment;
  if (result.totals.failed > 0 || result.failedAsFlaky === true) return ExitCode.Failed;
  const isClean =
    closing.kind === 'completed' &&
    result.totals.errored === 0 &&
    result.totals.cancelled === 0 &&
    result.namespacesLeft === 0 &&
    result.stuck.length === 0 &&
    result.resultsProblem === undefined &&
    result.cleanupProblem === undefined;
  return isClean ? ExitCode.Passed : ExitCode.Environment;
}

/** What the workflow's own code says of its end; absent when it was ended from outside. */
export function resultOf(closing: RunClosing): RunResult | undefined {
  return 'result' in closing ? closing.result : undefined;
}

/** Recognises a result among a failure's details, which anybody's code may have written. */
export function runResultOf(value: unknown): RunResult | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return 'runName' in value && 'totals' in value && 'namespacesLeft' in value ? (value as RunResult) : undefined;
}

/** The same for `muster status --exit-status`, where a run may still be open. */
export function exitStatusOf(closing: RunClosing | undefined, progress: RunProgress | undefined): ExitCode {
  return closing === undefined ? ExitCode.StillRunning : verdictOf(closing, progress);
}
