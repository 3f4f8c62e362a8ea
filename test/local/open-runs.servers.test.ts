import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { isRunOpen, lookAtRuns } from '../../src/local/background/open-runs.ts';
import { attachedMemo } from '../../src/shared/attached-run.ts';
import { runWorkflowIdOf } from '../../src/shared/names.ts';
import { until } from '../support/gate.ts';

const MINE = 4_711;

/** Runs that no worker serves, on a queue of their own. */
async function rig() {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const client = new Client({ connection });
  const taskQueue = `open-runs-${randomUUID()}`;
  const temporalEnv = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: 'default' };
  const start = async (type: string, memo: Record<string, unknown>) => {
    const runName = randomUUID();
    const handle = await client.workflow.start(type, { taskQueue, workflowId: runWorkflowIdOf(runName), memo });
    onTestFinished(() => void handle.terminate().catch(() => undefined));
    return { runName, handle };
  };
  const look = (cancelOf?: number) => lookAtRuns({ remoteQueues: [{ taskQueue, temporalEnv }] }, cancelOf);
  return { client, start, look };
}

test("somebody else's run is not cancelled and counts; the janitor does not", async () => {
  const { start, look } = await rig();
  await start('janitorWorkflow', {});
  const { handle, runName } = await start('runWorkflow', attachedMemo(MINE + 1));
  await until('it is listed', async () => (await look(MINE)) === 'others');
  const events = (await handle.fetchHistory()).events ?? [];
  expect(events.filter((event) => event.workflowExecutionCancelRequestedEventAttributes)).toEqual([]);
  expect(await isRunOpen(inject('temporalAddress'), runName)).toBe(true);
  await handle.terminate();
  // At once: what is listed is asked for once more.
  expect(await look(MINE)).toBe('none');
  expect(await isRunOpen(inject('temporalAddress'), runName)).toBe(false);
  expect(await isRunOpen(inject('temporalAddress'), randomUUID())).toBe(false);
});

test('runs of the command that died are cancelled, also when that is asked twice', async () => {
  const { start, look } = await rig();
  const { handle } = await start('runWorkflow', attachedMemo(MINE));
  await until('it is listed', async () => (await look(MINE)) === 'own');
  expect(await look(MINE)).toBe('own');
  const events = (await handle.fetchHistory()).events ?? [];
  expect(events.filter((event) => event.workflowExecutionCancelRequestedEventAttributes)).toHaveLength(1);
});
