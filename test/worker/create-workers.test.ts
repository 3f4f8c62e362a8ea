import type { NativeConnection } from '@temporalio/worker';
import { expect, test } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import { HEARTBEAT_THROTTLE_MS, HEARTBEAT_TIMEOUT_MS, NAMESPACE_SLOTS } from '../../src/shared/limits.ts';
import { taskQueuesOf } from '../../src/shared/task-queues.ts';
import { workerOptionsOf } from '../../src/worker/create-workers.ts';

const NAMES = [
  'planRun',
  'createNamespace',
  'runScenario',
  'deleteNamespace',
  'awaitNamespacesGone',
  'reclaimNamespaces',
  'writeResults',
  'finishRun',
  'sweepOrphans',
];
const activities = Object.fromEntries(NAMES.map((name) => [name, async () => {}])) as unknown as Activities;
const options = workerOptionsOf({
  connection: {} as NativeConnection,
  temporalNamespace: 'default',
  taskQueue: 'q',
  activities,
  scriptSlots: 7,
});
const byQueue = new Map(options.map((each) => [each.taskQueue, each]));
const queues = taskQueuesOf('q');

test('there is one worker for each queue', () => {
  expect(new Set(byQueue.keys())).toEqual(new Set(Object.values(queues)));
});

test('nothing but scripts waits behind scripts', () => {
  expect(Object.keys(byQueue.get(queues.scripts)?.activities ?? {})).toEqual(['runScenario']);
  expect(byQueue.get(queues.scripts)?.maxConcurrentActivityTaskExecutions).toBe(7);
  for (const queue of [queues.kubernetes, queues.waits]) {
    expect(Object.keys(byQueue.get(queue)?.activities ?? {}).toSorted()).toEqual(
      NAMES.filter((name) => name !== 'runScenario').toSorted(),
    );
  }
});

test('what every scenario does with its namespace comes with the answer that schedules it: on the workflows’ own queue', () => {
  expect(Object.keys(byQueue.get(queues.workflows)?.activities ?? {})).toEqual(['createNamespace', 'deleteNamespace']);
  // As many as there may be scripts, so that a deletion waits for no slot.
  expect(byQueue.get(queues.workflows)?.maxConcurrentActivityTaskExecutions).toBe(NAMESPACE_SLOTS);
});

test('workflows run from the built bundle, in a bounded cache', () => {
  expect(byQueue.get(queues.workflows)).toMatchObject({
    workflowBundle: { codePath: expect.stringMatching(/dist\/workflow-bundle\.js$/) },
    maxCachedWorkflows: expect.any(Number),
  });
});

test('several heartbeats fit into the time after which a worker counts as lost', () => {
  for (const each of options) {
    expect(each.maxHeartbeatThrottleInterval).toBe(HEARTBEAT_THROTTLE_MS);
    expect(HEARTBEAT_TIMEOUT_MS / Number(each.maxHeartbeatThrottleInterval)).toBeGreaterThan(4);
  }
});
