import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { askRun } from '../../../src/client/keeping/ask-run.ts';
import { connectTemporal, type Temporal } from '../../../src/client/temporal/connection.ts';
import { ASK_RUN_TIMEOUT_MS } from '../../../src/shared/limits.ts';

let temporal: Temporal;
beforeAll(async () => {
  const address = inject('temporalAddress');
  const connection = { address };
  temporal = await connectTemporal({ kind: 'configured', address, temporalNamespace: 'default', connection, env: {} });
});
afterAll(async () => {
  await temporal.close();
});

test.each([
  ['keep', { keep: { path: 'a.sh', forMs: 3_600_000 } }],
  ['release', { release: { path: 'a.sh' } }],
])('%s: a run that does not answer in time is said in a sentence, with exit code 3', async (_, request) => {
  const runName = `slow-${randomUUID().slice(0, 8)}`;
  // Nobody polls this queue: the run is there, and is asked in vain.
  const taskQueue = `nobody-${runName}`;
  const options = { workflowId: runName, taskQueue, args: [{}] };
  const handle = await temporal.client.workflow.start('runWorkflow', options);
  onTestFinished(async () => void (await handle.terminate()));
  const allowed: (number | undefined)[] = [];
  const impatient: Temporal = {
    ...temporal,
    within: (read, timeoutMs) => {
      allowed.push(timeoutMs);
      return temporal.within(read, 500);
    },
  };
  const runId = handle.firstExecutionRunId;
  const run = { runName, workflowId: runName, runId, taskQueue, status: 'RUNNING' as const, startedAtMs: 0 };
  await expect(askRun(impatient, run, request)).rejects.toMatchObject({
    name: 'ClientError',
    type: 'Run.NoAnswer',
    exitCode: 3,
    message: `Run "${runName}" was asked and has not answered yet`,
    fixes: [`see where it stands: muster status ${runName}`],
  });
  expect(allowed).toContain(ASK_RUN_TIMEOUT_MS);
});
