import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { FailureType } from '../../shared/failure-types.ts';
import { ADOPTION_ASKED_AT_ONCE, ADOPTION_INTERVAL_MS, ADOPTION_UNKNOWN_TIMES } from '../../shared/limits.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { outcomeWithoutAttempt, type OutcomeStatus } from '../../shared/outcome.ts';
import type { ScenarioOutput } from '../../shared/scenario-output.ts';
import type { Closings, ScenarioClosing } from './scenario-closing.ts';

/** How a scenario of a shard that closed abnormally has ended. */
export interface AdoptedEnd extends ScenarioOutput {
  /** Absent: it never started, or nobody can tell. */
  readonly closedAtMs?: number;
}

interface Waiting {
  readonly closings: Closings;
  readonly signal: AbortSignal;
  readonly intervalMs?: number;
}

/**
 * Waits until none of the workflows is open any more, ADOPTION_ASKED_AT_ONCE questions at a time, and returns how each
 * ended, by its id. Bounded by the activity's own time. Throws the signal's reason, and what Temporal answers with.
 */
export async function awaitEnds(
  workflowIds: readonly string[],
  { closings, signal, intervalMs = ADOPTION_INTERVAL_MS }: Waiting,
): Promise<ReadonlyMap<string, AdoptedEnd>> {
  const ends = new Map<string, AdoptedEnd>();
  const unknownTimes = new Map<string, number>();
  const ask = async (workflowId: string) => {
    signal.throwIfAborted();
    const closing = await closings.of(workflowId);
    if (closing.state === 'open') return;
    const times = (unknownTimes.get(workflowId) ?? 0) + 1;
    unknownTimes.set(workflowId, times);
    if (closing.state === 'closed' || times >= ADOPTION_UNKNOWN_TIMES) ends.set(workflowId, endOf(closing));
  };
  for (;;) {
    const left = workflowIds.filter((workflowId) => !ends.has(workflowId));
    if (left.length === 0) return ends;
    await inParallel(left, ADOPTION_ASKED_AT_ONCE, ask);
    if (ends.size < workflowIds.length) await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
}

const statuses = ['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[];

/** As much as is relied on here: what Temporal keeps was written by a workflow of ours, of this release or another. */
const outputSchema = z.looseObject({
  outcome: z.looseObject({ status: z.enum(statuses), flaky: z.boolean(), attempts: z.array(z.looseObject({})) }),
  draining: z.array(z.looseObject({ name: z.string() })),
  stuck: z.array(z.looseObject({ name: z.string() })),
});

const LOST: Readonly<Record<'unknown' | 'with-output' | 'cancelled' | 'terminated' | 'timed-out' | 'other', string>> = {
  unknown: 'its shard closed abnormally before it started',
  cancelled: 'its shard closed abnormally, so it was cancelled',
  terminated: 'its shard closed abnormally, and its own workflow was terminated',
  'timed-out': 'its shard closed abnormally, and its own workflow timed out',
  'with-output': 'its shard closed abnormally, and its own workflow ended with something that is no outcome',
  other: 'its shard closed abnormally, and its own workflow closed without an outcome',
};

function endOf(closing: Exclude<ScenarioClosing, { readonly state: 'open' }>): AdoptedEnd {
  if (closing.state === 'unknown') return lost(LOST.unknown);
  const { how, closedAtMs, output } = closing;
  if (how !== 'with-output' || !isOutput(output)) return { ...lost(LOST[how]), closedAtMs };
  return { ...output, closedAtMs };
}

function isOutput(value: unknown): value is ScenarioOutput {
  return outputSchema.safeParse(value).success;
}

function lost(message: string): ScenarioOutput {
  return { outcome: outcomeWithoutAttempt('errored', FailureType.ShardLost, message), draining: [], stuck: [] };
}
