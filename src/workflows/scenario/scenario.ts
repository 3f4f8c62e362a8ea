import { defineSearchAttributeKey } from '@temporalio/common';
import {
  CancellationScope,
  CancelledFailure,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import { isKeepTime, keepForMsOf } from '../../shared/keep.ts';
import { RETRY_INITIAL_MS, RETRY_MAX_MS } from '../../shared/limits.ts';
import type { NamespaceOwner, NamespaceRef, StuckNamespace } from '../../shared/namespace.ts';
import type { AttemptRecord } from '../../shared/outcome.ts';
import { outcomeOf } from '../../shared/outcome.ts';
import type { RetryBudget } from '../../shared/retry-budget.ts';
import { deservesAnother } from '../../shared/retry-budget.ts';
import { OUTCOME_ATTRIBUTE } from '../../shared/search-attributes.ts';
import type { AttemptResult, Verdict } from './attempt.ts';
import { runAttempt } from './attempt.ts';
import { benignFailure } from '../failures.ts';
import { keepForSignal } from '../messages.ts';
import type { ScenarioOutput } from '../../shared/scenario-output.ts';
import type { ScenarioInput } from './scenario-contract.ts';

/**
 * A scenario's attempts, each in a fresh namespace, until one decides. Failed scripts are tried again `retries` times;
 * broken infrastructure has a budget of its own. Closes Completed, Failed (`Scenario.Failed`, `Scenario.Errored`,
 * benign) or Canceled.
 */
export async function scenarioWorkflow(input: ScenarioInput): Promise<ScenarioOutput> {
  const attempts: AttemptRecord[] = [];
  const draining: NamespaceRef[] = [];
  const stuck: StuckNamespace[] = [];
  let askedMs = input.keepForMs;
  setHandler(keepForSignal, (forMs) => {
    // By hand anything may be sent.
    if (forMs === 0 || isKeepTime(forMs)) askedMs = forMs;
  });
  let result: AttemptResult | undefined;
  // Only the last attempt's: each before it must be gone, so that attempts never overlap.
  const staysForMs = (verdict: Verdict) =>
    deservesAnother([...attempts, verdict], budgetOf(input)) ? 0 : keepForMsOf(verdict.status, input.settings, askedMs);
  do {
    if (attempts.length > 0) await backOff(attempts);
    if (CancellationScope.current().consideredCancelled) break;
    result = await runAttempt(input, ownerOf(input, attempts.length + 1), staysForMs);
    // Only the last attempt's output travels: with many retries the tails alone would fill a payload.
    attempts.push(...attempts.splice(0).map(withoutTail), result.record);
    if (result.draining !== undefined) draining.push(result.draining);
    if (result.stuck !== undefined) stuck.push(result.stuck);
  } while (deservesAnother(attempts, budgetOf(input)));

  const last = attempts.at(-1);
  if (last === undefined || last.status === 'cancelled') throw new CancelledFailure('the scenario was cancelled');
  const { kept, notKept } = result ?? {};
  return close(input, {
    outcome: outcomeOf(attempts),
    draining,
    stuck,
    ...(kept === undefined ? {} : { kept: [kept] }),
    ...(notKept === undefined ? {} : { notKept: [notKept] }),
  });
}

function withoutTail({ tail: _tail, ...record }: AttemptRecord): AttemptRecord {
  return record;
}

function ownerOf(input: ScenarioInput, attempt: number): NamespaceOwner {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  return {
    runName: input.runName,
    scenario: input.scenario.path,
    attempt,
    temporalNamespaceId: input.temporalNamespaceId,
    workflowId,
    firstRunId: firstExecutionRunId,
  };
}

function budgetOf({ scenario, settings }: ScenarioInput): RetryBudget {
  return { retries: scenario.retries ?? settings.retries, infrastructureRetries: settings.infrastructureRetries };
}

/** A pause before trying broken infrastructure again; a taken name or a lost worker need none. */
async function backOff(attempts: readonly AttemptRecord[]): Promise<void> {
  const last = attempts.at(-1);
  const needsNone: readonly (string | undefined)[] = [FailureType.NamespaceNameTaken, FailureType.WorkerLost];
  if (last?.status !== 'errored' || needsNone.includes(last.reason)) return;
  const broken = attempts.filter((attempt) => attempt.status === 'errored').length;
  try {
    await sleep(Math.min(RETRY_INITIAL_MS * 2 ** broken, RETRY_MAX_MS));
  } catch (error) {
    // A cancellation ends the pause; the attempts so far already have their outcome.
    if (!(error instanceof CancelledFailure)) throw error;
  }
}

const outcomeAttribute = defineSearchAttributeKey(OUTCOME_ATTRIBUTE, 'KEYWORD');

function close(input: ScenarioInput, output: ScenarioOutput): ScenarioOutput {
  const { status, message } = output.outcome;
  if (input.searchAttributes.includes(OUTCOME_ATTRIBUTE)) {
    upsertSearchAttributes([{ key: outcomeAttribute, value: status }]);
  }
  const text = message ?? status;
  if (status === 'failed') throw benignFailure(FailureType.ScenarioFailed, text, output);
  if (status === 'errored') throw benignFailure(FailureType.ScenarioErrored, text, output);
  return output;
}
