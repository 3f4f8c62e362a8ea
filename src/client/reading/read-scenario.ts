import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { KeptNamespace } from '../../shared/namespace.ts';
import { scenarioWorkflowIdOf } from '../../shared/names.ts';
import type { ScenarioOutcome } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { RunIdentity } from '../start/start-run.ts';

/** What Temporal tells of one scenario of a run, without a worker. */
export type ReadScenario =
  | { readonly kind: 'ended'; readonly report: ScenarioReport }
  | { readonly kind: 'running'; readonly workflowId: string; readonly sinceMs: number }
  /** It never had a slot, or not yet. */
  | { readonly kind: 'not-started'; readonly workflowId: string };

/** From the scenario's own execution: its attempts too, but no log. */
export async function readScenario(
  temporal: Temporal,
  run: Pick<RunIdentity, 'workflowId' | 'runId'>,
  scenario: Pick<PlannedScenario, 'path' | 'resultName'> & Partial<PlannedScenario>,
): Promise<ReadScenario> {
  const workflowId = scenarioWorkflowIdOf(run.workflowId, run.runId, scenario.path);
  const handle = temporal.client.workflow.getHandle(workflowId, undefined, { followRuns: false });
  try {
    const { status, startTime, closeTime } = await temporal.within(() => handle.describe());
    const startedAtMs = startTime.getTime();
    if (status.name === 'RUNNING') return { kind: 'running', workflowId, sinceMs: startedAtMs };
    const { outcome, kept } = await temporal.within(() => endOf(handle));
    const { path, resultName, name, tags, component, version, estimatedMs } = scenario;
    const planned = { path, resultName, name, tags, component, version, estimatedMs };
    const keptUntilMs = kept?.[0]?.untilMs;
    const report: ScenarioReport = {
      ...(withoutUndefined(planned) as typeof scenario),
      workflowId,
      startedAtMs,
      finishedAtMs: closeTime?.getTime() ?? startedAtMs,
      outcome,
      ...(keptUntilMs === undefined ? {} : { keptUntilMs }),
    };
    return { kind: 'ended', report };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'not-started', workflowId };
    throw error;
  }
}

interface ScenarioEnd {
  readonly outcome: ScenarioOutcome;
  readonly kept?: readonly KeptNamespace[];
}

/** Failed and errored scenarios close as Failed; what they have to say travels in the details. */
async function endOf(handle: { result(): Promise<unknown> }): Promise<ScenarioEnd> {
  try {
    return endIn(await handle.result()) ?? lost('its workflow closed without an outcome');
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (cause instanceof CancelledFailure) {
      return { outcome: outcomeWithoutAttempt('cancelled', 'cancelled', 'it was cancelled') };
    }
    const details: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
    return endIn(details) ?? lost('its workflow closed without an outcome');
  }
}

function endIn(value: unknown): ScenarioEnd | undefined {
  const hasOutcome = typeof value === 'object' && value !== null && 'outcome' in value;
  return hasOutcome ? (value as ScenarioEnd) : undefined;
}

function lost(message: string): ScenarioEnd {
  return { outcome: outcomeWithoutAttempt('errored', 'Scenario.Lost', message) };
}

function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
