import { runNameOf } from '../../shared/names.ts';
import type { Temporal } from '../temporal/connection.ts';
import { RUN_WORKFLOW_TYPE } from '../start/start-run.ts';

export interface ListedSchedule {
  readonly name: string;
  readonly paused: boolean;
  /** RFC 3339. */
  readonly next?: string;
  readonly last?: string;
}

const SCHEDULES_MAX = 1_000;

/** Schedules that start runs of ours, at most 1,000; those of other programs in the namespace are left out. */
export async function listSchedules(temporal: Temporal): Promise<ListedSchedule[]> {
  const listed: ListedSchedule[] = [];
  await temporal.within(async () => {
    for await (const { scheduleId, action, state, info } of temporal.client.schedule.list()) {
      if (action?.workflowType !== RUN_WORKFLOW_TYPE) continue;
      const next = info.nextActionTimes[0]?.toISOString();
      const last = info.recentActions.at(-1)?.action.workflow.workflowId;
      listed.push({
        name: scheduleId,
        paused: state.paused,
        ...(next === undefined ? {} : { next }),
        ...(last === undefined ? {} : { last: runNameOf(last) }),
      });
      if (listed.length === SCHEDULES_MAX) break;
    }
  });
  return listed;
}
