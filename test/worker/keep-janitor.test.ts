import { expect, test } from 'vitest';
import { runNameOf, runWorkflowIdOf } from '../../src/shared/names.ts';
import { janitorScheduleOf } from '../../src/worker/keep-janitor.ts';

test('sweeps every 5 minutes, one at a time, on the queue of its own cluster, and never looks like a run', () => {
  const schedule = janitorScheduleOf('muster-q');
  expect(schedule).toMatchObject({
    scheduleId: 'janitor-of-muster-q',
    spec: { intervals: [{ every: 300_000 }] },
    action: { workflowType: 'janitorWorkflow', workflowId: 'janitor-of-muster-q', taskQueue: 'muster-q' },
    policies: { overlap: 'SKIP', catchupWindow: 600_000 },
  });
  expect(runWorkflowIdOf(runNameOf(schedule.scheduleId))).not.toBe(schedule.scheduleId);
});
