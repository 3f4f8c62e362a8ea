import { WorkflowFailedError } from '@temporalio/client';
import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { SHARD_PATIENCE_MS, SHARD_REPLAY_TIMEOUT_MS } from '../../shared/limits.ts';
import { runNameOf } from '../../shared/names.ts';
import type { RunProgress, RunResult } from '../../shared/run-progress.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Temporal } from '../temporal/connection.ts';
import { askShardOf } from './ask-shard.ts';
import type { RunReading } from './compose-progress.ts';
import { shardsToRead, takeIn } from './compose-progress.ts';
import type { ReadPosition, ReadScope } from './read-position.ts';
import type { RunClosing } from './run-closing.ts';
import { runResultOf } from './run-closing.ts';
import { ShardQuestions } from './shard-questions.ts';

export interface ReadWish {
  /** Default `all`. */
  readonly scope?: ReadScope;
  /** The run has closed: shards are waited for as long as an answer may take, and tries are counted. Default false. */
  readonly isLast?: boolean;
}

/**
 * How a follower reads one execution of a run. Every call is bounded in time; errors are Temporal's own, and
 * `Run.Deleted` (exit 3) when somebody has removed the execution.
 */
export interface RunReader {
  isOpen(): Promise<boolean>;
  /** Needs a worker, also when the run is closed. A shard that does not answer fails nothing. */
  read(position: ReadPosition, wish?: ReadWish): Promise<RunReading>;
  /** Only for a run that is closed. */
  closing(): Promise<RunClosing>;
  /** Resolves when the run has closed, or when nobody can tell any more; at the latest when the signal fires. */
  hasClosed(signal: AbortSignal): Promise<void>;
}

export function runReader(temporal: Temporal, workflowId: string, runId: string): RunReader {
  const handle = temporal.client.workflow.getHandle(workflowId, runId, { followRuns: false });
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await temporal.within(question);
    } catch (error) {
      throw error instanceof WorkflowNotFoundError ? deleted(runNameOf(workflowId)) : error;
    }
  };
  const questions = new ShardQuestions(askShardOf(temporal, { workflowId, runId }));
  return {
    isOpen: async () => (await ask(() => handle.describe())).status.name === 'RUNNING',
    read: async (position, { scope = 'all', isLast = false } = {}) => {
      const run = await ask(() => handle.query<RunProgress, [number]>('finishedSince', position.run));
      const asked = shardsToRead(run, position, scope).map((shard) => ({
        shard,
        cursor: position.shards.get(shard.index)?.cursor ?? 0,
      }));
      const shards = await questions.answersTo(asked, isLast ? SHARD_REPLAY_TIMEOUT_MS : SHARD_PATIENCE_MS);
      return takeIn(position, { run, shards, scope, isLast });
    },
    closing: async () => {
      try {
        return { kind: 'completed', result: (await ask(() => handle.result())) as RunResult };
      } catch (error) {
        if (error instanceof WorkflowFailedError) return closingOf(error.cause);
        throw error;
      }
    },
    // Waits at the server, without a deadline: one request a minute at most.
    hasClosed: (signal) => temporal.client.withAbortSignal(signal, () => handle.result()).then(ignore, ignore),
  };
}

/** Closed or out of reach: who follows looks then. */
function ignore(): void {}

function deleted(runName: string): ClientError {
  return new ClientError(`Run ${runName} was deleted from Temporal: what became of it can no longer be told`, {
    type: 'Run.Deleted',
    fix: `its namespaces are removed by the janitor within minutes; at once: muster cleanup --run ${runName}`,
    exitCode: ExitCode.Environment,
  });
}

function closingOf(cause: unknown): RunClosing {
  if (cause instanceof CancelledFailure) return { kind: 'cancelled', ...detailsOf(cause.details) };
  if (cause instanceof TerminatedFailure) return { kind: 'terminated', message: cause.message };
  if (cause instanceof TimeoutFailure) return { kind: 'timed-out' };
  if (cause instanceof ApplicationFailure) {
    return { kind: 'failed', type: cause.type ?? 'Unknown', message: cause.message, ...detailsOf(cause.details) };
  }
  return { kind: 'failed', type: 'Unknown', message: deepestMessage(cause) };
}

function detailsOf(details: readonly unknown[] | null | undefined): { readonly result?: RunResult } {
  const result = runResultOf(details?.[0]);
  return result === undefined ? {} : { result };
}

function deepestMessage(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? deepestMessage(cause.cause) : cause.message;
}
