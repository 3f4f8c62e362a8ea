import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { FailureType } from '../../shared/failure-types.ts';
import { ASK_RUN_TIMEOUT_MS } from '../../shared/limits.ts';
import type { KeptNamespace } from '../../shared/namespace.ts';
import type { KeepAnswer, KeepRequest, ReleaseRequest } from '../../workflows/messages.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Temporal } from '../temporal/connection.ts';
import { oneLine } from '../view/fit.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { readWholePlan } from '../reading/read-whole-plan.ts';
import { addresseeOf, shardsOf } from './addressee.ts';

/** `ended`: the run has nothing to say of it any more, but the cluster has. The path is there when the run knows it. */
export type RunAnswer =
  | { readonly kind: 'accepted'; readonly path: string }
  | { readonly kind: 'ended'; readonly path?: string };

export type RunRequest = { readonly keep: KeepRequest } | { readonly release: ReleaseRequest };

/**
 * Asks an open run, or the shard of it that has the scenario, to keep or release a scenario that waits or runs. Throws a usage error for what it refuses, and
 * `Run.NoAnswer` (exit 3) when it has not answered within ASK_RUN_TIMEOUT_MS, though it may still do what was asked.
 */
export async function askRun(temporal: Temporal, run: FoundRun, request: RunRequest): Promise<RunAnswer> {
  if (run.status !== 'RUNNING') return { kind: 'ended' };
  const { path: text } = 'keep' in request ? request.keep : request.release;
  const addressee = await addresseeOf(temporal, run, text);
  if (addressee.kind === 'ended') return addressee;
  if (addressee.kind === 'shard') return await askOne(temporal, run, request, addressee.workflowId);
  try {
    return await askOne(temporal, run, request, run.workflowId, run.runId);
  } catch (error) {
    // Asked while it was planning: by now it may have its scenarios in shards.
    if (!(error instanceof ClientError) || error.type !== FailureType.RunInvalidInput) throw error;
    const later = await addresseeOf(temporal, run, text);
    if (later.kind === 'run') throw error;
    return later.kind === 'ended' ? later : await askOne(temporal, run, request, later.workflowId);
  }
}

async function askOne(
  temporal: Temporal,
  run: FoundRun,
  request: RunRequest,
  workflowId: string,
  runId?: string,
): Promise<RunAnswer> {
  const handle = temporal.client.workflow.getHandle(workflowId, runId);
  const ask = () =>
    'keep' in request
      ? handle.executeUpdate<KeepAnswer, [KeepRequest]>('keep', { args: [request.keep] })
      : handle.executeUpdate<KeepAnswer, [ReleaseRequest]>('release', { args: [request.release] });
  try {
    const { path } = await temporal.within(ask, ASK_RUN_TIMEOUT_MS);
    return { kind: 'accepted', path };
  } catch (error) {
    // It has closed in between.
    if (error instanceof WorkflowNotFoundError) return { kind: 'ended' };
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw unanswered(run);
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return endedOrRefused(run, error);
  }
}

function endedOrRefused(run: FoundRun, { cause, message }: WorkflowUpdateFailedError): RunAnswer {
  const failure = cause instanceof ApplicationFailure ? cause : undefined;
  if (failure?.type === FailureType.ScenarioEnded) {
    const path: unknown = failure.details?.[0];
    return typeof path === 'string' ? { kind: 'ended', path } : { kind: 'ended' };
  }
  throw new ClientError(`Run "${run.runName}": ${oneLine(cause?.message ?? message)}`, {
    type: failure?.type ?? FailureType.RunInvalidInput,
    fix: `see what it runs: muster status ${run.runName}`,
    exitCode: ExitCode.Usage,
  });
}

/** A run that has taken a request and said nothing to it in time. */
export function unanswered({ runName }: Pick<FoundRun, 'runName'>): ClientError {
  return new ClientError(`Run "${runName}" was asked and has not answered yet`, {
    type: 'Run.NoAnswer',
    why: `nothing came within ${ASK_RUN_TIMEOUT_MS / 1000} s; it may still do it once it has its plan and a worker`,
    fix: `see where it stands: muster status ${shellWord(runName)}`,
    exitCode: ExitCode.Environment,
  });
}

/** Tells an open run what was done to a kept namespace without it, so that its status is true; `untilMs` 0: deleted. */
export async function noteInRun(temporal: Temporal, run: FoundRun, kept: readonly KeptNamespace[]): Promise<void> {
  if (run.status !== 'RUNNING') return;
  // Best effort: it looks at the cluster itself before it ends.
  const note = async (workflowId: string, ones: readonly KeptNamespace[]) => {
    const handle = temporal.client.workflow.getHandle(workflowId);
    await temporal.within(() => handle.signal('noteKept', ones)).catch(() => undefined);
  };
  await note(run.workflowId, kept);
  const shards = await shardsOf(temporal, run).catch(() => undefined);
  const whole = shards === undefined ? undefined : await readWholePlan(temporal, run).catch(() => undefined);
  for (const { index, state, workflowId } of shards ?? []) {
    const own = kept.filter(({ scenario }) => whole?.shardOf(scenario) === index);
    if (state === 'open' && own.length > 0) await note(workflowId, own);
  }
}
