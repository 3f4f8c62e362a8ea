import { PLAN_PAGE_EVENTS, PLAN_PAGES_MAX } from '../../shared/limits.ts';
import type { RunPlan } from '../../shared/plan.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { RunIdentity } from '../start/start-run.ts';

const PLAN_ACTIVITY = 'planRun';

/** A run's plan from its history, which needs no worker. Undefined: it has none yet, or never got one. */
export async function readPlan(
  temporal: Temporal,
  { workflowId, runId }: Pick<RunIdentity, 'workflowId' | 'runId'>,
): Promise<RunPlan | undefined> {
  const planning = new Set<string>();
  let nextPageToken: Uint8Array | undefined;
  for (let page = 0; page < PLAN_PAGES_MAX; page += 1) {
    const token = nextPageToken;
    const answer = await temporal.within(() =>
      temporal.client.workflowService.getWorkflowExecutionHistory({
        namespace: temporal.target.temporalNamespace,
        execution: { workflowId, runId },
        maximumPageSize: PLAN_PAGE_EVENTS,
        ...(token === undefined ? {} : { nextPageToken: token }),
      }),
    );
    for (const event of answer.history?.events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled?.activityType?.name === PLAN_ACTIVITY) planning.add(String(event.eventId));
      const completed = event.activityTaskCompletedEventAttributes;
      if (completed == null || !planning.has(String(completed.scheduledEventId))) continue;
      const payload = completed.result?.payloads?.[0];
      const { payloadConverter } = temporal.client.options.loadedDataConverter;
      return payload == null ? undefined : planIn(payloadConverter.fromPayload(payload));
    }
    if (answer.nextPageToken == null || answer.nextPageToken.length === 0) return undefined;
    nextPageToken = answer.nextPageToken;
  }
  return undefined;
}

function planIn(value: unknown): RunPlan | undefined {
  const isPlan = typeof value === 'object' && value !== null && 'scenarios' in value && 'settings' in value;
  return isPlan ? (value as RunPlan) : undefined;
}
