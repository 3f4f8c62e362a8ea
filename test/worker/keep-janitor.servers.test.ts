import { NativeConnection } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { keepJanitor } from '../../src/worker/keep-janitor.ts';

test('a second worker of the queue brings the same schedule up to date; one that was paused stays paused', async () => {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const taskQueue = `janitor-test-${randomUUID()}`;
  const keep = () => keepJanitor({ connection, temporalNamespace: 'default', taskQueue });
  const { schedule, workflow } = new Client({ connection });
  const handle = schedule.getHandle(`janitor-of-${taskQueue}`);

  expect(await keep()).toBeUndefined();
  onTestFinished(async () => {
    await handle.delete();
    for await (const { workflowId } of workflow.list({ query: `TaskQueue = '${taskQueue}'` })) {
      await workflow.getHandle(workflowId).terminate();
    }
  });
  await handle.pause('for a look');
  expect(await keep()).toBeUndefined();
  expect(await handle.describe()).toMatchObject({
    state: { paused: true, note: 'for a look' },
    policies: { overlap: 'SKIP', catchupWindow: 600_000 },
    action: { workflowType: 'janitorWorkflow', taskQueue },
  });
});

test('what cannot be scheduled is told, and is no error', async () => {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const problem = await keepJanitor({ connection, temporalNamespace: 'no-such-namespace', taskQueue: 'q' });
  expect(problem).toEqual(expect.any(String));
});
