import { CancellationScope } from '@temporalio/workflow';
import type { CreateFailureDetails, ScriptResult } from '../activities/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { NAMESPACE_EXPIRY_MARGIN_MS, PODS_GONE_TIMEOUT_MS, UNKNOWN_CREATE_SETTLE_MS } from '../shared/limits.ts';
import { namespaceNameOf, releaseNameOf } from '../shared/names.ts';
import type { NamespaceOwner, NamespaceRef, StuckNamespace } from '../shared/namespace.ts';
import type { AttemptRecord } from '../shared/outcome.ts';
import { createNamespaceStub, deleteNamespaceStub, runScenarioStub } from './activity-stubs.ts';
import type { FailureDescription } from './failures.ts';
import { describeFailure, detailOf } from './failures.ts';
import type { ScenarioInput } from './scenario-contract.ts';

export interface AttemptResult {
  readonly record: AttemptRecord;
  /** Its deletion is accepted and its pods are gone (or given up on); the object itself may still be there. */
  readonly draining?: NamespaceRef;
  /** Its deletion was refused or could not even be asked for. */
  readonly stuck?: StuckNamespace;
}

type Verdict = Pick<AttemptRecord, 'status' | 'reason' | 'message' | 'exitCode' | 'scriptMs' | 'tail'>;

const workerLost: FailureDescription = {
  type: FailureType.WorkerLost,
  message: 'the worker that ran the script stopped answering',
};
const clusterAway: FailureDescription = {
  type: FailureType.ClusterUnavailable,
  message: 'the cluster did not answer in time',
};

/**
 * One attempt as a saga: create, run, and whatever happens, delete. The compensation is in place before the create is
 * called, because a create whose answer is lost has created all the same; it cannot be cancelled.
 */
export async function runAttempt(input: ScenarioInput, owner: NamespaceOwner): Promise<AttemptResult> {
  const { scenario, settings, key } = input;
  const namespace = namespaceNameOf(settings.namespacePrefix, scenario.path, key, owner.attempt);
  const release = releaseNameOf(scenario.path, key, owner.attempt);
  const startedAtMs = Date.now();
  const undo: Undo = { needed: true, ref: { name: namespace } };
  let verdict: Verdict;
  let cleanup: Cleanup = {};
  try {
    verdict = await createAndRun(input, owner, release, undo);
  } finally {
    if (undo.needed) cleanup = await CancellationScope.nonCancellable(() => deleteCreated(undo.ref, owner));
  }
  const { attempt } = owner;
  return { record: { attempt, namespace, release, startedAtMs, finishedAtMs: Date.now(), ...verdict }, ...cleanup };
}

/** What has to be undone, known before it is done. The uid comes with the create's answer. */
interface Undo {
  needed: boolean;
  ref: NamespaceRef;
}

async function createAndRun(
  input: ScenarioInput,
  owner: NamespaceOwner,
  release: string,
  undo: Undo,
): Promise<Verdict> {
  const { runName, scenario, settings } = input;
  const { attempt } = owner;
  const { name: namespace } = undo.ref;
  const timeoutMs = scenario.timeoutMs ?? settings.timeoutMs;
  const skipExitCodes = scenario.skipExitCodes ?? settings.skipExitCodes;
  try {
    const expiresAtMs = Date.now() + timeoutMs + NAMESPACE_EXPIRY_MARGIN_MS;
    undo.ref = await createNamespaceStub().createNamespace({ name: namespace, owner, expiresAtMs });
  } catch (error) {
    const verdict = brokenVerdict(error, clusterAway);
    undo.needed = verdict.reason !== FailureType.NamespaceNameTaken && !nothingCreated(error);
    return verdict;
  }
  try {
    const { runScenario } = runScenarioStub(timeoutMs, `${scenario.path}, attempt ${attempt}`);
    return verdictOf(
      await runScenario({ runName, settings, scenario, attempt, namespace, release, timeoutMs, skipExitCodes }),
    );
  } catch (error) {
    return brokenVerdict(error, workerLost);
  }
}

function verdictOf(result: ScriptResult): Verdict {
  const { status, reason, message, exitCode, scriptMs, tail } = result;
  return {
    status,
    scriptMs,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(tail === '' ? {} : { tail }),
  };
}

/** Decided by the scope alone: an activity may be cancelled for reasons of its own, or fail while it is stopped. */
function brokenVerdict(error: unknown, whenTimedOut: FailureDescription): Verdict {
  if (CancellationScope.current().consideredCancelled) {
    return { status: 'cancelled', reason: 'cancelled', message: 'cancelled' };
  }
  const { type, message } = describeFailure(error, whenTimedOut);
  return { status: 'errored', reason: type, message };
}

/** The only try was refused: then there is nothing of ours to look for. */
function nothingCreated(error: unknown): boolean {
  const details = detailOf(error) as CreateFailureDetails | undefined;
  return details?.nothingCreated === true;
}

type Cleanup = Pick<AttemptResult, 'draining' | 'stuck'>;

async function deleteCreated(ref: NamespaceRef, owner: NamespaceOwner): Promise<Cleanup> {
  try {
    const { uid } = await deleteNamespaceStub().deleteNamespace({
      ...ref,
      owner,
      podsTimeoutMs: PODS_GONE_TIMEOUT_MS,
      ...(ref.uid === undefined ? { createMayArriveUntilMs: Date.now() + UNKNOWN_CREATE_SETTLE_MS } : {}),
    });
    return uid === undefined ? {} : { draining: { name: ref.name, uid } };
  } catch (error) {
    const { type, message } = describeFailure(error, clusterAway);
    if (type === FailureType.NamespaceNotOurs) return {};
    return { stuck: { ...ref, reason: type, conditions: [{ type, reason: 'DeleteRefused', message }] } };
  }
}
