import { PLAN_PAGE_EVENTS, PLAN_PAGES_MAX } from '../../shared/limits.ts';
import type { Temporal } from '../temporal/connection.ts';

/**
 * What the first activity of that type returned, from the beginning of an execution's history, which needs no worker.
 * Undefined: it has not ended well, or not among the first events. Throws Temporal's own errors.
 */
export async function activityResult(
  temporal: Temporal,
  execution: { readonly workflowId: string; readonly runId?: string },
  activityType: string,
): Promise<unknown> {
  const scheduledIds = new Set<string>();
  let nextPageToken: Uint8Array | undefined;
  for (let page = 0; page < PLAN_PAGES_MAX; page += 1) {
    const token = nextPageToken;
    const answer = await temporal.within(() =>
      temporal.client.workflowService.getWorkflowExecutionHistory({
        namespace: temporal.target.temporalNamespace,
        execution,
        maximumPageSize: PLAN_PAGE_EVENTS,
        ...(token === undefined ? {} : { nextPageToken: token }),
      }),
    );
    for (const event of answer.history?.events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled?.activityType?.name === activityType) scheduledIds.add(String(event.eventId));
      const completed = event.activityTaskCompletedEventAttributes;
      if (completed == null || !scheduledIds.has(String(completed.scheduledEventId))) continue;
      const payload = completed.result?.payloads?.[0];
      const { payloadConverter } = temporal.client.options.loadedDataConverter;
      return payload == null ? undefined : payloadConverter.fromPayload(payload);
    }
    if (answer.nextPageToken == null || answer.nextPageToken.length === 0) return undefined;
    nextPageToken = answer.nextPageToken;
  }
  return undefined;
}
