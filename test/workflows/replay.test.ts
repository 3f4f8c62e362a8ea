import { fileURLToPath } from 'node:url';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { savedHistories } from '../support/histories.ts';

const histories = savedHistories();
let workflowBundle: WorkflowBundle;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const workflowsPath = fileURLToPath(new URL('../../src/workflows', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
});

test('there is a history for every path', () => {
  expect(histories.map((history) => history.name)).toEqual(expect.arrayContaining(['run-passed', 'scenario-failed']));
});

test.each(histories)('$name replays as it happened', async ({ workflowId, history }) => {
  await expect(Worker.runReplayHistory({ workflowBundle }, history, workflowId)).resolves.toBeUndefined();
});

test('a workflow that decides otherwise than its history is found out', async () => {
  const saved = histories.find((history) => history.name === 'scenario-passed');
  const scheduled = saved?.history.events?.find((event) => event.activityTaskScheduledEventAttributes);
  Object.assign(scheduled?.activityTaskScheduledEventAttributes?.activityType ?? {}, { name: 'somethingElse' });
  await expect(Worker.runReplayHistory({ workflowBundle }, saved?.history, saved?.workflowId)).rejects.toThrow(
    'Nondeterminism',
  );
});
