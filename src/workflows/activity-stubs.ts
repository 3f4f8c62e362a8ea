import type { ActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import {
  ADOPT_SHARD_MARGIN_MS,
  AWAIT_GONE_TURN_MS,
  CREATE_NAMESPACE_TIMEOUT_MS,
  DELETE_NAMESPACE_TIMEOUT_MS,
  DIAGNOSTICS_ACTIVITY_MARGIN_MS,
  DIAGNOSTICS_TIMEOUT_MS,
  DIAGNOSTICS_TRIES_MAX,
  FINISH_RUN_HEARTBEAT_TIMEOUT_MS,
  FINISH_RUN_TIMEOUT_MS,
  FIT_NAMESPACE_TIMEOUT_MS,
  HEARTBEAT_TIMEOUT_MS,
  KEEP_NAMESPACE_TIMEOUT_MS,
  MINUTE_MS,
  PLAN_ACTIVITY_TIMEOUT_MS,
  PLAN_RETRY_TIMEOUT_MS,
  PODS_GONE_TIMEOUT_MS,
  RETRY_INITIAL_MS,
  RETRY_MAX_MS,
  SCRIPT_ACTIVITY_MARGIN_MS,
  SCRIPT_WAIT_TIMEOUT_MS,
  SHORT_ACTIVITY_TIMEOUT_MS,
  WRITE_RESULTS_TIMEOUT_MS,
} from '../shared/limits.ts';
import { taskQueuesOf } from '../shared/task-queues.ts';

type StubOptions = ActivityOptions & { readonly taskQueue: string };

/**
 * The one way to an activity. WAIT_CANCELLATION_COMPLETED is said every time because an unset type behaves as
 * TRY_CANCEL: a delete would then run while its create is still in flight, and the namespace would leak.
 */
function stubs<Name extends keyof Activities>(
  options: StubOptions,
  cancellationType: ActivityCancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
) {
  return proxyActivities<Pick<Activities, Name>>({
    retry: { initialInterval: RETRY_INITIAL_MS, backoffCoefficient: 2, maximumInterval: RETRY_MAX_MS },
    ...options,
    cancellationType,
  });
}

function queues() {
  return taskQueuesOf(workflowInfo().taskQueue);
}

export function planStub() {
  return stubs<'planRun'>({
    taskQueue: queues().kubernetes,
    startToCloseTimeout: PLAN_ACTIVITY_TIMEOUT_MS,
    scheduleToCloseTimeout: PLAN_ACTIVITY_TIMEOUT_MS + PLAN_RETRY_TIMEOUT_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
}

/** `isFitted`: with more to do in the namespace than to create it, then also with a heartbeat. */
export function createNamespaceStub(isFitted: boolean) {
  const fitting = { startToCloseTimeout: FIT_NAMESPACE_TIMEOUT_MS, heartbeatTimeout: HEARTBEAT_TIMEOUT_MS };
  return stubs<'createNamespace'>({
    taskQueue: queues().workflows,
    startToCloseTimeout: SHORT_ACTIVITY_TIMEOUT_MS,
    scheduleToCloseTimeout: CREATE_NAMESPACE_TIMEOUT_MS,
    ...(isFitted ? fitting : {}),
  });
}

/**
 * One attempt in Temporal's eyes: a script is tried again only by its scenario, in a fresh namespace. One that nobody
 * takes up for so long is given up, because its namespace would reach its hard expiry while it runs.
 */
export function runScenarioStub(timeoutMs: number, summary: string) {
  return stubs<'runScenario'>({
    taskQueue: queues().scripts,
    scheduleToStartTimeout: SCRIPT_WAIT_TIMEOUT_MS,
    startToCloseTimeout: timeoutMs + SCRIPT_ACTIVITY_MARGIN_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    retry: { maximumAttempts: 1 },
    summary,
  });
}

/**
 * The one that a cancellation does not wait for: it only reads, so the deletion may overtake it. A slot waits for it,
 * and nobody may be there to take it up any more: bounded closely as a whole.
 */
export function collectDiagnosticsStub() {
  return stubs<'collectDiagnostics'>(
    {
      taskQueue: queues().kubernetes,
      startToCloseTimeout: DIAGNOSTICS_TIMEOUT_MS + DIAGNOSTICS_ACTIVITY_MARGIN_MS,
      scheduleToCloseTimeout: DIAGNOSTICS_TRIES_MAX * (DIAGNOSTICS_TIMEOUT_MS + DIAGNOSTICS_ACTIVITY_MARGIN_MS),
      retry: { maximumAttempts: DIAGNOSTICS_TRIES_MAX, initialInterval: RETRY_INITIAL_MS },
    },
    ActivityCancellationType.TRY_CANCEL,
  );
}

/** Where no script can stand before it: a deletion waits for pods, with slots for as many as there are scripts. */
export function deleteNamespaceStub() {
  return stubs<'deleteNamespace'>({
    taskQueue: queues().workflows,
    startToCloseTimeout: PODS_GONE_TIMEOUT_MS + MINUTE_MS,
    scheduleToCloseTimeout: DELETE_NAMESPACE_TIMEOUT_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
}

/** Bounded closely, because a slot waits for it; what cannot be marked in time is deleted. */
export function keepNamespaceStub() {
  return stubs<'keepNamespace'>({
    taskQueue: queues().kubernetes,
    startToCloseTimeout: SHORT_ACTIVITY_TIMEOUT_MS,
    scheduleToCloseTimeout: KEEP_NAMESPACE_TIMEOUT_MS,
  });
}

/** Bounded as a whole, so that a cluster that is away cannot keep the run from counting stuck namespaces. */
export function awaitNamespacesGoneStub() {
  return stubs<'awaitNamespacesGone'>({
    taskQueue: queues().waits,
    startToCloseTimeout: AWAIT_GONE_TURN_MS + MINUTE_MS,
    scheduleToCloseTimeout: 2 * MINUTE_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
}

export function reclaimNamespacesStub() {
  return stubs<'reclaimNamespaces'>({
    taskQueue: queues().waits,
    startToCloseTimeout: MINUTE_MS,
    scheduleToCloseTimeout: CREATE_NAMESPACE_TIMEOUT_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
}

export function resultsStub() {
  return stubs<'writeResults'>({
    taskQueue: queues().kubernetes,
    startToCloseTimeout: MINUTE_MS,
    scheduleToCloseTimeout: WRITE_RESULTS_TIMEOUT_MS,
  });
}

/** Reads one file; a disk that is away is waited for as when results are written. */
export function readShardPlanStub() {
  return stubs<'readShardPlan'>({
    taskQueue: queues().kubernetes,
    startToCloseTimeout: MINUTE_MS,
    scheduleToCloseTimeout: WRITE_RESULTS_TIMEOUT_MS,
  });
}

export function sealShardStub() {
  return stubs<'sealShard'>({
    taskQueue: queues().kubernetes,
    startToCloseTimeout: MINUTE_MS,
    scheduleToCloseTimeout: WRITE_RESULTS_TIMEOUT_MS,
  });
}

/** Waits for scripts that are being stopped and for namespaces that are asked to go, `timeoutMs`: a script's longest. */
export function adoptShardStub(timeoutMs: number) {
  return stubs<'adoptShard'>({
    taskQueue: queues().waits,
    startToCloseTimeout: timeoutMs + ADOPT_SHARD_MARGIN_MS,
    scheduleToCloseTimeout: timeoutMs + ADOPT_SHARD_MARGIN_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
}

/** With a heartbeat and time: a try that is given up while it still writes would do so beside the next one. */
export function finishRunStub() {
  return stubs<'finishRun'>({
    taskQueue: queues().kubernetes,
    startToCloseTimeout: FINISH_RUN_TIMEOUT_MS,
    scheduleToCloseTimeout: FINISH_RUN_TIMEOUT_MS + WRITE_RESULTS_TIMEOUT_MS,
    heartbeatTimeout: FINISH_RUN_HEARTBEAT_TIMEOUT_MS,
  });
}

export function sweepStub() {
  return stubs<'sweepOrphans'>({
    taskQueue: queues().waits,
    startToCloseTimeout: 5 * MINUTE_MS,
    scheduleToCloseTimeout: 10 * MINUTE_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
}
