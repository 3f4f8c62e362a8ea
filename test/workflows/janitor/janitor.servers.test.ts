import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import type { Activities, RefusedOrphan, SweepInput, SweepResult } from '../../../src/activities/index.ts';
import { keepJanitor } from '../../../src/worker/keep-janitor.ts';
import { until } from '../../support/gate.ts';
import { saveHistory } from '../../support/histories.ts';
import type { WorkflowRig } from '../../support/workflow-rig.ts';
import { startWorkflowRig } from '../../support/workflow-rig.ts';

let rig: WorkflowRig;
const inputs: SweepInput[] = [];
let sweep: (input: SweepInput) => Promise<SweepResult>;

beforeAll(async () => {
  const sweepOrphans: Activities['sweepOrphans'] = async (input = {}) => {
    inputs.push(input);
    return await sweep(input);
  };
  rig = await startWorkflowRig(inject('temporalAddress'), { sweepOrphans } as Activities);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});
beforeEach(() => inputs.splice(0));

const refused: RefusedOrphan = {
  name: 'muster-refused',
  uid: 'u1',
  reason: 'Cluster.Forbidden',
  conditions: [{ type: 'Cluster.Forbidden', reason: 'DeleteRefused', message: 'may not' }],
  refusalCount: 2,
  nextTryAtMs: Date.UTC(2026, 0, 1),
};

/** The janitor's real schedule, on a queue that only the rig serves. */
async function schedule() {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const native = await NativeConnection.connect({ address: inject('temporalAddress') });
  const handle = new Client({ connection }).schedule.getHandle(`janitor-of-${rig.taskQueue}`);
  onTestFinished(async () => {
    await handle.delete();
    await native.close();
    await connection.close();
  });
  // Triggers the first sweep.
  const problem = await keepJanitor({ connection: native, temporalNamespace: 'default', taskQueue: rig.taskQueue });
  expect(problem).toBeUndefined();
  const sweptIds = async () =>
    (await handle.describe()).info.recentActions.map(({ action }) => action.workflow.workflowId);
  const swept = async (count: number) => {
    await until(`sweep ${count}`, async () => (await sweptIds()).length >= count);
    return (await rig.client.workflow.getHandle((await sweptIds()).at(-1) ?? '').result()) as SweepResult;
  };
  return {
    swept,
    /** Ids of sweeps end in the second, so that a trigger within the same second is dropped. */
    again: async (count: number): Promise<SweepResult> => {
      await until(`one more trigger, the ${count}th`, async () => {
        if ((await sweptIds()).length >= count) return true;
        await handle.trigger('SKIP');
        return false;
      });
      return await swept(count);
    },
  };
}

test('each sweep of the schedule is told what the one before it could not delete', async () => {
  sweep = async () => await Promise.resolve({ examinedCount: 1, deleted: [], refused: [refused] });
  const { swept, again } = await schedule();
  expect(await swept(1)).toMatchObject({ refused: [refused] });
  expect(inputs[0]).toEqual({ refusedBefore: [] });
  sweep = async () => await Promise.resolve({ examinedCount: 0, deleted: [], refused: [] });
  await again(2);
  expect(inputs[1]).toEqual({ refusedBefore: [refused] });
});

test('its details in the Web UI say what it did', async () => {
  sweep = async () =>
    await Promise.resolve({ examinedCount: 2, deleted: [{ name: 'muster-a', uid: 'u' }], refused: [refused] });
  const workflowId = `janitor-test-${randomUUID()}`;
  const handle = await rig.client.workflow.start('janitorWorkflow', { workflowId, taskQueue: rig.taskQueue });
  await handle.result();
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  expect(metadata.currentDetails).toContain('1 deleted');
  expect(metadata.currentDetails).toContain('`muster-refused`, asked for again at 2026-01-01T00:00:00.000Z');
  if (process.env['MUSTER_RECORD_HISTORIES'] !== undefined) {
    await saveHistory(rig.client, 'janitor-refused', workflowId);
  }
});
