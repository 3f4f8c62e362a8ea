import { randomUUID } from 'node:crypto';
import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { defaultFailureConverter, defaultPayloadConverter, noopMetricMeter } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { DefaultLogger, NativeConnection } from '@temporalio/worker';
import { expect, inject, onTestFinished, test } from 'vitest';
import { currentClosings, type ScenarioClosing } from '../../../src/activities/adoption/scenario-closing.ts';

const { CommandType } = temporal.api.enums.v1;
type Command = temporal.api.command.v1.ICommand;

const payloads = { payloads: [defaultPayloadConverter.toPayload({ told: 'so' })] };

function failing(type: string): Command {
  const failure = ApplicationFailure.create({ type, message: 'no', nonRetryable: true, details: [{ told: 'so' }] });
  return {
    commandType: CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
    failWorkflowExecutionCommandAttributes: {
      failure: defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter),
    },
  };
}

/** Workflows that do what the test says, and how Temporal says that they stand. */
async function rig() {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const client = new Client({ connection, namespace: 'default' });
  const info = { namespace: 'default', workflowExecution: { workflowId: 'w', runId: 'r' } } as Info;
  const never = new Promise<never>(() => undefined);
  const { signal } = new AbortController();
  const log = new DefaultLogger('ERROR');
  const context = new Context(info, never, signal, () => undefined, client, log, noopMetricMeter, {});

  async function started() {
    const taskQueue = randomUUID();
    const handle = await client.workflow.start('scenarioWorkflow', { taskQueue, workflowId: randomUUID(), args: [] });
    onTestFinished(async () => void (await handle.terminate().catch(() => undefined)));
    return { handle, taskQueue: { name: taskQueue } };
  }

  /** Takes the workflow's only task and answers it with one command. */
  async function doing(command: Command): Promise<string> {
    const { handle, taskQueue } = await started();
    const { workflowService } = connection;
    const { taskToken } = await workflowService.pollWorkflowTaskQueue({ namespace: 'default', taskQueue });
    await workflowService.respondWorkflowTaskCompleted({ namespace: 'default', taskToken, commands: [command] });
    return handle.workflowId;
  }

  const closingOf = (id: string): Promise<ScenarioClosing> =>
    asyncLocalStorage.run(context, () => currentClosings().of(id));
  return { started, doing, closingOf };
}

test('how a scenario’s workflow stands, and what it ended with, as Temporal says it', async () => {
  const { started, doing, closingOf } = await rig();
  const { handle } = await started();
  expect(await closingOf(handle.workflowId)).toEqual({ state: 'open' });
  await handle.terminate();
  const closedAtMs = expect.any(Number) as number;
  const without = { state: 'closed', closedAtMs };
  expect(await closingOf(handle.workflowId)).toEqual({ ...without, how: 'terminated' });
  expect(await closingOf(randomUUID())).toEqual({ state: 'unknown' });

  const cancelled: Command = {
    commandType: CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
    cancelWorkflowExecutionCommandAttributes: {},
  };
  expect(await closingOf(await doing(cancelled))).toEqual({ ...without, how: 'cancelled' });

  const completed: Command = {
    commandType: CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
    completeWorkflowExecutionCommandAttributes: { result: payloads },
  };
  const withOutput = { ...without, how: 'with-output', output: { told: 'so' } };
  const closing = await closingOf(await doing(completed));
  expect(closing).toEqual(withOutput);
  if (closing.state === 'closed') expect(Math.abs(Date.now() - closing.closedAtMs)).toBeLessThan(60_000);
  expect(await closingOf(await doing(failing('Scenario.Failed')))).toEqual(withOutput);
  expect(await closingOf(await doing(failing('Scenario.Errored')))).toEqual(withOutput);
  expect(await closingOf(await doing(failing('Anything.Else')))).toEqual({ ...without, how: 'other' });
});
