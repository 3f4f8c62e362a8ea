import { randomUUID } from 'node:crypto';
import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { noopMetricMeter } from '@temporalio/common';
import { DefaultLogger, NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { currentTemporalServer } from '../../src/activities/temporal-server.ts';
import { SEARCH_ATTRIBUTES } from '../../src/shared/search-attributes.ts';

/** The connection that workers hand to activities, whose errors differ from those of the pure client. */
let connection: NativeConnection;
const server = currentTemporalServer();

beforeAll(async () => {
  connection = await NativeConnection.connect({ address: inject('temporalAddress') });
});
afterAll(() => connection.close());

async function asActivity<T>(work: () => Promise<T>, namespace = 'default'): Promise<T> {
  const info = { namespace, workflowExecution: { workflowId: 'w', runId: 'r' } } as Info;
  const client = new Client({ connection, namespace });
  const never = new Promise<never>(() => undefined);
  const { signal } = new AbortController();
  const context = new Context(
    info,
    never,
    signal,
    () => undefined,
    client,
    new DefaultLogger('ERROR'),
    noopMetricMeter,
    {},
  );
  return asyncLocalStorage.run(context, work);
}

describe('currentTemporalServer', () => {
  test('knows the namespace’s UUID and the workflow that it works for', async () => {
    expect(await asActivity(() => server.namespaceId())).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(await asActivity(() => Promise.resolve(server.currentWorkflow()))).toEqual({ workflowId: 'w', runId: 'r' });
  });

  test('registers our search attributes, again without harm, also from several workers at once', async () => {
    const answers = await asActivity(() => Promise.all([1, 2, 3].map(() => server.registerSearchAttributes())));
    for (const answer of [...answers, await asActivity(() => server.registerSearchAttributes())]) {
      expect(answer.toSorted()).toEqual(SEARCH_ATTRIBUTES.toSorted());
    }
  });

  test('tells an open execution from a closed one and from one that never was', async () => {
    const client = new Client({ connection });
    const workflowId = `owner-${randomUUID()}`;
    const handle = await client.workflow.start('nobodyRunsThis', { workflowId, taskQueue: workflowId });
    const ask = (runId: string) => asActivity(() => server.isOwnerOpen(workflowId, runId));
    expect(await ask(handle.firstExecutionRunId)).toBe('open');
    expect(await ask(randomUUID())).toBe('unknown');
    await handle.terminate();
    expect(await ask(handle.firstExecutionRunId)).toBe('closed');
  });

  test.each([
    ['w', 'not a run id'],
    ['w'.repeat(5_000), randomUUID()],
    ['', randomUUID()],
  ])('ids that no execution can have are unknown: they must not stop a sweep over all others', async (...ids) => {
    expect(await asActivity(() => server.isOwnerOpen(...ids))).toBe('unknown');
  });

  test('an answer that cannot be had is an error, never unknown', async () => {
    const missing = `missing-${randomUUID()}`;
    await expect(asActivity(() => server.namespaceId(), missing)).rejects.toMatchObject({ code: 5 });
    await expect(asActivity(() => server.isOwnerOpen('w', randomUUID()), missing)).rejects.toMatchObject({ code: 5 });
  });
});
