import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import { planned } from '../support/fake-world.ts';
import type { WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

const SCENARIO_COUNT = 24;
/**
 * So that it does not grow: 5,130 were measured, of which 2,430 are the scenario's input and outcome, each of which
 * stands in its own history and in its run's. Batches of results, and so their inputs, depend on the machine's speed.
 */
const BYTES_PER_SCENARIO_MAX = 5_632;

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** Of all payloads, wherever they stand in the history. */
function payloadBytesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0;
  const { metadata, data } = value as { readonly metadata?: unknown; readonly data?: unknown };
  if (metadata !== undefined && data instanceof Uint8Array) return data.length;
  return Object.values(value).reduce((sum: number, field) => sum + payloadBytesOf(field), 0);
}

test('a passing scenario writes a few KiB into all histories together', async () => {
  const scenarios = Array.from({ length: SCENARIO_COUNT }, (_, index) =>
    planned(`components/part-${index}/install.sh`),
  );
  const world = rig.world(scenarios);
  const handle = await rig.start(world, { resultsDir: '/home/somebody/projects/charts/test-results' });
  await handle.result();
  const ids = scenarios.map(({ path }) => scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, path));
  const histories = await Promise.all(
    [handle.workflowId, ...ids].map((id) => rig.client.workflow.getHandle(id).fetchHistory()),
  );
  const [ofRun = 0, ...ofScenarios] = histories.map(payloadBytesOf);
  const perScenario = (ofRun + ofScenarios.reduce((sum, bytes) => sum + bytes, 0)) / SCENARIO_COUNT;
  console.info(`payload bytes per scenario: ${Math.round(perScenario)}, in its own history ${ofScenarios[0]}`);
  expect(perScenario).toBeLessThanOrEqual(BYTES_PER_SCENARIO_MAX);
});
