import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it, test } from 'vitest';
import { runReportOf, scenarioReportOf, attemptOf } from '../../support/reports.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { runOutput } from '../../../src/client/start/run-output.ts';
import { runRecord } from '../../../src/client/follow/run-record.ts';
import { publishedSchemas } from '../../../src/client/formats/schemas.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';
import { finishedOf, resultOf } from '../support/records.ts';

const dir = fileURLToPath(new URL('../../../schemas/', import.meta.url));
/** Made once each: that costs more than all the rest here. */
const validators = new Map(
  Object.entries(publishedSchemas).map(([name, { json }]) => [
    name,
    new Ajv2020({ strict: false }).compile(JSON.parse(json()) as object),
  ]),
);
const fits = (name: keyof typeof publishedSchemas, value: unknown) => {
  const validate = validators.get(name)!;
  return { ok: validate(value), errors: validate.errors };
};

test('what is published is what the program checks by; `npm run schemas` writes it', () => {
  expect(readdirSync(dir).toSorted()).toEqual(
    Object.keys(publishedSchemas)
      .map((name) => `${name}.schema.json`)
      .toSorted(),
  );
  for (const [name, { json }] of Object.entries(publishedSchemas)) {
    expect([name, readFileSync(`${dir}${name}.schema.json`, 'utf8')]).toEqual([name, json()]);
  }
});

it("a run's report fits, with all that it may hold", () => {
  const outcome = outcomeOf([
    attemptOf({ status: 'failed', reason: 'timeout', tail: 'x', diagnosis: 'pod a: Evicted' }),
  ]);
  const scenario = { ...scenarioReportOf('a', outcome), log: { tail: 'x', omittedLines: 0, bytes: 1 } };
  expect(fits('report', runReportOf([scenario]))).toEqual({ ok: true, errors: null });
  expect(fits('report', { ...runReportOf([]), version: 2 }).ok).toBe(false);
});

test('metadata of a script needs no quotes around numbers, and may hold keys of others', () => {
  const metadata = { name: 'a', version: 3.1, retries: 2, timeout: '10m', tags: 'smoke', owner: 'storage' };
  expect(fits('scenario', metadata)).toEqual({ ok: true, errors: null });
  expect(fits('scenario', { access: 'all' }).ok).toBe(false);
});

const run = { runName: 'demo', workflowId: 'muster-demo', runId: 'r', taskQueue: 'q', startedAtMs: 1 };
const failure = finishedOf('a.sh', { status: 'failed', exitCode: 3, lastLine: 'no' });
const record = runRecord(run, { exitCode: 1, result: resultOf(), failures: [failure] }, '/results');

test('-o jsonl of a run is a stream of versioned events that fit', async () => {
  const invocation = fakeInvocation('/');
  const output = runOutput(invocation, 'jsonl');
  output.started(run, { resultsDir: '/results', plannedCount: 1 });
  output.finished([failure]);
  await output.ended(record);
  const events = invocation
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(events.map(({ type }) => type)).toEqual(['run.started', 'scenario.finished', 'run.finished']);
  for (const event of events) expect(fits('events', event)).toEqual({ ok: true, errors: null });
});

test.each(['json', 'yaml', 'name', 'text'] as const)('-o %s of a run prints nothing before its end', async (format) => {
  const invocation = fakeInvocation('/');
  const output = runOutput(invocation, format);
  output.started(run, { resultsDir: '/results' });
  output.finished([failure]);
  expect(invocation.out()).toBe('');
  await output.ended(record);
  const printed = invocation.out();
  if (format === 'json') expect(fits('run', JSON.parse(printed))).toEqual({ ok: true, errors: null });
  if (format === 'name') expect(printed).toBe('demo\n');
  if (format === 'text') expect(printed).toBe('');
});
