import { CancellationScope } from '@temporalio/workflow';
import type { CreateFailureDetails, RunScenarioInput, ScriptResult } from '../../activities/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { NAMESPACE_EXPIRY_MARGIN_MS, PODS_GONE_TIMEOUT_MS, UNKNOWN_CREATE_SETTLE_MS } from '../../shared/limits.ts';
import { namespaceNameOf, releaseNameOf } from '../../shared/names.ts';
import type { KeptNamespace, NamespaceOwner, NamespaceRef, NotKept, StuckNamespace } from '../../shared/namespace.ts';
import type { AttemptRecord } from '../../shared/outcome.ts';
import { accessOf, scriptSettingsOf } from '../../shared/plan.ts';
import { createNamespaceStub, deleteNamespaceStub, keepNamespaceStub, runScenarioStub } from '../activity-stubs.ts';
import { diagnose } from './diagnose.ts';
import type { FailureDescription } from '../failures.ts';
import { describeFailure, detailOf } from '../failures.ts';
import type { ScenarioInput } from './scenario-contract.ts';

export interface AttemptResult {
  readonly record: AttemptRecord;
  /** Its deletion is accepted and its pods are gone (or given up on); the object itself may still be there. */
  readonly draining?: NamespaceRef;
  /** Its deletion was refused or could not even be asked for. */
  readonly stuck?: StuckNamespace;
  /** It was marked to stay instead. */
  readonly kept?: KeptNamespace;
  /** It was to stay, could not be marked, and was deleted. */
  readonly notKept?: NotKept;
}

export type Verdict = Pick<
  AttemptRecord,
  | 'status'
  | 'reason'
  | 'message'
  | 'exitCode'
  | 'scriptMs'
  | 'tail'
  | 'namespaceReadyAtMs'
  | 'scriptEndedAtMs'
  | 'diagnosis'
>;

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
 * called, because a create whose answer is lost has created all the same; it cannot be cancelled. `staysForMs` says how
 * long the namespace is to stay instead, 0 for not at all; it is asked again as long as it may have changed its mind.
 */
export async function runAttempt(
  input: ScenarioInput,
  owner: NamespaceOwner,
  staysForMs: (verdict: Verdict) => number,
): Promise<AttemptResult> {
  const { scenario, settings, key } = input;
  const scope = CancellationScope.current();
  const namespace = namespaceNameOf(settings.namespacePrefix, scenario.path, key, owner.attempt);
  const release = releaseNameOf(scenario.path, key, owner.attempt);
  const startedAtMs = Date.now();
  const undo: Undo = { needed: true, ref: { name: namespace } };
  let verdict: Verdict | undefined;
  let cleanup: Cleanup = {};
  // A cancellation wins over every wish to keep, also one that comes while the namespace is being marked.
  const forMs = () => (verdict === undefined || scope.consideredCancelled ? 0 : staysForMs(verdict));
  try {
    verdict = await createAndRun(input, owner, release, undo);
    verdict = { ...verdict, ...(await diagnose(input, owner.attempt, namespace, verdict)) };
  } finally {
    if (undo.needed) cleanup = await CancellationScope.nonCancellable(() => keepOrDelete(undo.ref, owner, forMs));
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
  const { scenario, settings } = input;
  const { name: namespace } = undo.ref;
  const timeoutMs = scenario.timeoutMs ?? settings.timeoutMs;
  try {
    const expiresAtMs = Date.now() + timeoutMs + NAMESPACE_EXPIRY_MARGIN_MS;
    const access = accessOf(scenario, settings);
    const { namespaceSetup: setup } = settings;
    const asked = { access, ...(setup === undefined ? {} : { setup }) };
    const { createNamespace } = createNamespaceStub(setup !== undefined || access === 'namespace');
    undo.ref = await createNamespace({ name: namespace, owner, expiresAtMs, ...asked });
  } catch (error) {
    const verdict = brokenVerdict(error, clusterAway);
    undo.needed = verdict.reason !== FailureType.NamespaceNameTaken && !nothingCreated(error);
    return verdict;
  }
  const namespaceReadyAtMs = Date.now();
  const verdict = await runScript(input, { attempt: owner.attempt, namespace, release, timeoutMs });
  return { ...verdict, namespaceReadyAtMs, scriptEndedAtMs: Date.now() };
}

async function runScript(
  { runName, scenario, settings }: ScenarioInput,
  given: Pick<RunScenarioInput, 'attempt' | 'namespace' | 'release' | 'timeoutMs'>,
): Promise<Verdict> {
  const skipExitCodes = scenario.skipExitCodes ?? settings.skipExitCodes;
  try {
    const { runScenario } = runScenarioStub(given.timeoutMs, `${scenario.path}, attempt ${given.attempt}`);
    const asked = { runName, settings: scriptSettingsOf(settings), scenario, ...given, skipExitCodes };
    return verdictOf(await runScenario(asked));
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

type Cleanup = Pick<AttemptResult, 'draining' | 'stuck' | 'kept' | 'notKept'>;

/** Without a uid nobody knows whether there is anything to keep. */
async function keepOrDelete(ref: NamespaceRef, owner: NamespaceOwner, staysForMs: () => number): Promise<Cleanup> {
  const { name, uid } = ref;
  const marked = uid === undefined ? {} : await markAsAsked({ name, uid }, owner.scenario, staysForMs);
  if (marked.kept !== undefined) return marked;
  const cleanup = { ...marked, ...(await deleteCreated(ref, owner)) };
  const nothingThere = cleanup.draining === undefined && cleanup.stuck === undefined;
  if (marked.notKept !== undefined || nothingThere || staysForMs() === 0) return cleanup;
  // Whoever asked was promised that it stays.
  const message = uid === undefined ? 'it was never ready for use' : 'its deletion had begun when it was asked for';
  return { ...cleanup, notKept: { name, scenario: owner.scenario, message } };
}

/** Marks it again when another time is asked for meanwhile; empty: it is to be deleted. */
async function markAsAsked(
  ref: Required<NamespaceRef>,
  scenario: string,
  staysForMs: () => number,
): Promise<Pick<Cleanup, 'kept' | 'notKept'>> {
  const endedAtMs = Date.now();
  for (let forMs = staysForMs(); forMs > 0; forMs = staysForMs()) {
    const untilMs = endedAtMs + forMs;
    const problem = await markKept(ref, untilMs);
    if (problem !== undefined) return { notKept: { name: ref.name, scenario, message: problem } };
    if (staysForMs() === forMs) return { kept: { ...ref, scenario, untilMs } };
  }
  return {};
}

/** Why it could not be marked; undefined when it is. */
async function markKept(ref: Required<NamespaceRef>, untilMs: number): Promise<string | undefined> {
  try {
    const { kept } = await keepNamespaceStub().keepNamespace({ ...ref, untilMs });
    return kept ? undefined : 'it was not there any more';
  } catch (error) {
    return describeFailure(error, clusterAway).message;
  }
}

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
