import { resolve } from 'node:path';
import { ApplicationFailure } from '@temporalio/activity';
import type { KubernetesClient } from '../../kubernetes/index.ts';
import { readManifests } from '../../kubernetes/index.ts';
import { openResults, readHistory, ResultsError, type ResultsOwner } from '../../results/index.ts';
import { PlanError, planScenarios, requireOneRun, requireRunnable } from '../../scenarios/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { RUN_WORKFLOW_ID_BYTES_MAX, runNameOf } from '../../shared/names.ts';
import type { NamespaceSetup } from '../../shared/namespace-setup.ts';
import { isEmptySetup } from '../../shared/namespace-setup.ts';
import type { RunPlan, RunSettings } from '../../shared/plan.ts';
import { completeRunInput, type CompleteRunInput, type RunInput } from '../../shared/run-input.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities } from '../contract.ts';
import { removeEnvironmentFile } from '../secrets/environment-file.ts';
import { failureOf, permanentFailure } from '../failures.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { planPartsOf } from './plan-parts.ts';
import { requireRights } from './require-rights.ts';
import { sweepExpired } from '../sweep/sweep-expired.ts';
import type { TemporalServer } from '../temporal-server.ts';

export interface PlanRunDependencies {
  readonly activity: () => ActivityContext;
  readonly kubernetes: Pick<
    KubernetesClient,
    'identity' | 'missingRights' | 'checkManifests' | 'listNamespaces' | 'deleteNamespace' | 'deletePods'
  >;
  readonly temporalServer: TemporalServer;
  /** Relative paths of the input resolve against this; also where scripts start when the input does not say. */
  readonly rootDir: string;
}

/** See {@link Activities.planRun}. */
export function planRun(deps: PlanRunDependencies): Activities['planRun'] {
  return async (given) => {
    const completed = completeRunInput(given);
    if ('problems' in completed) {
      await removeEnvironment(given, deps.rootDir);
      throw permanentFailure(FailureType.RunInvalidInput, completed.problems.join('\n'));
    }
    const settings = settingsOf(completed.input, deps.rootDir);
    try {
      const activity = deps.activity();
      return await withHeartbeat(activity, () => plan(deps, completed.input, settings, activity.signal));
    } catch (error) {
      const failure = planFailureOf(error);
      // The run ends with this, and nobody else would remove what the caller handed over.
      if (isPermanent(failure)) await removeEnvironment(given, deps.rootDir);
      throw failure;
    }
  };
}

async function plan(
  deps: PlanRunDependencies,
  input: CompleteRunInput,
  settings: RunSettings,
  signal: AbortSignal,
): Promise<RunPlan> {
  const { selection } = input;
  const { workflowId, runId } = deps.temporalServer.currentWorkflow();
  requireShortId(workflowId);
  const ordering = { order: input.order, lockBy: input.lockBy, history: await readHistory(settings.resultsDir) };
  const planned = await planScenarios(settings.scenariosDir, selection, ordering);
  requireRunnable(planned, settings.scenariosDir, selection);
  requireOneRun(planned);
  const parts = planPartsOf(planned.scenarios);
  const manifests = await readManifests(settings.namespaceSetup?.applyFiles ?? []);
  const [cluster, temporalNamespaceId, searchAttributes] = await Promise.all([
    deps.kubernetes.identity(signal),
    deps.temporalServer.namespaceId(),
    deps.temporalServer.registerSearchAttributes(),
    input.preflight && requireRights(deps.kubernetes, settings, planned.scenarios, signal),
    deps.kubernetes.checkManifests(manifests, signal),
  ]);
  await sweepExpired(deps.kubernetes, deps.temporalServer, signal);
  const owner: ResultsOwner = { runName: runNameOf(workflowId), temporalNamespaceId, workflowId, runId };
  // Last: a run that cannot begin takes nothing away from anybody, nor does a try that was given up meanwhile.
  signal.throwIfAborted();
  await openResults(
    settings.resultsDir,
    owner,
    planned.scenarios.map(({ resultName }) => resultName),
    (holderId, holderRunId) => deps.temporalServer.isOwnerOpen(holderId, holderRunId),
  );
  const notices = planned.notices.length === 0 ? {} : { notices: planned.notices };
  const written = await parts.write(settings.resultsDir);
  return { settings, cluster, temporalNamespaceId, searchAttributes, ...written, ...notices };
}

/** A run that was started by hand can have any id; with a longer one its scenarios could never be started. */
function requireShortId(workflowId: string): void {
  if (Buffer.byteLength(workflowId) <= RUN_WORKFLOW_ID_BYTES_MAX) return;
  const text = `The workflow id of a run has at most ${RUN_WORKFLOW_ID_BYTES_MAX} bytes; start it with a shorter one.`;
  throw permanentFailure(FailureType.RunInvalidInput, text);
}

function settingsOf(input: CompleteRunInput, rootDir: string): RunSettings {
  const {
    selection: _selection,
    order: _order,
    lockBy: _lockBy,
    preflight: _preflight,
    namespaceSetup: _setup,
    drainingMax,
    workingDir,
    environmentFile,
    ...rest
  } = input;
  return {
    ...rest,
    scenariosDir: resolve(rootDir, input.scenariosDir),
    resultsDir: resolve(rootDir, input.resultsDir),
    workingDir: resolve(rootDir, workingDir ?? '.'),
    ...setupOf(input.namespaceSetup, rootDir),
    ...(drainingMax === undefined ? {} : { drainingMax }),
    ...(environmentFile === undefined ? {} : { environmentFile: resolve(rootDir, environmentFile) }),
  };
}

/** Left out when it asks for nothing, because every scenario's history holds it. */
function setupOf(setup: NamespaceSetup, rootDir: string): Pick<RunSettings, 'namespaceSetup'> {
  if (isEmptySetup(setup)) return {};
  return { namespaceSetup: { ...setup, applyFiles: setup.applyFiles.map((path) => resolve(rootDir, path)) } };
}

function planFailureOf(error: unknown): unknown {
  if (error instanceof PlanError || error instanceof ResultsError) return permanentFailure(error.type, error.message);
  return failureOf(error);
}

function isPermanent(failure: unknown): boolean {
  return failure instanceof ApplicationFailure && failure.nonRetryable === true;
}

async function removeEnvironment(given: RunInput, rootDir: string): Promise<void> {
  // Typed, but typed in by hand: an input that is refused may hold anything.
  const file: unknown = (given as RunInput | null)?.environmentFile;
  if (typeof file === 'string') await removeEnvironmentFile(resolve(rootDir, file)).catch(() => undefined);
}
