import { expect, test } from 'vitest';
import { JANITOR_LIFE_MS } from '../../src/shared/limits.ts';
import { runNameOf, runWorkflowIdOf } from '../../src/shared/names.ts';
import { janitorScheduleOf } from '../../src/worker/keep-janitor.ts';

test('sweeps every 5 minutes, one at a time, on the queue of its own cluster, never looks like a run, and ends when nobody renews it', () => {
  const schedule = janitorScheduleOf('muster-q', 0);
  expect(schedule).toMatchObject({
    scheduleId: 'janitor-of-muster-q',
    spec: { intervals: [{ every: 300_000 }] },
    action: { workflowType: 'janitorWorkflow', workflowId: 'janitor-of-muster-q', taskQueue: 'muster-q' },
    policies: { overlap: 'SKIP', catchupWindow: 600_000 },
  });
  expect(schedule.spec.endAt).toEqual(new Date(JANITOR_LIFE_MS));
  expect(runWorkflowIdOf(runNameOf(schedule.scheduleId))).not.toBe(schedule.scheduleId);
});
