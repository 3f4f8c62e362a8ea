import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { publishedSchemas } from '../../../src/client/formats/schemas.ts';
import { outcomeOf, type ScenarioOutcome } from '../../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { callProgram } from '../support/call-program.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryDirectory();
});

const muster = async (...args: readonly string[]) => await callProgram(dir, [...args, '-r', 'results']);

const failed: ScenarioOutcome = outcomeOf([
  attemptOf({ attempt: 1, status: 'failed', reason: 'exit-code', message: 'exit code 3', exitCode: 3 }),
  attemptOf({
    attempt: 2,
    status: 'failed',
    reason: 'exit-code',
    message: 'exit code 4',
    exitCode: 4,
    diagnosis: 'pod web-0: OOMKilled',
    namespaceReadyAtMs: 1_700_000_001_000,
    scriptEndedAtMs: 1_700_000_008_000,
    tail: 'starting\nexpected 3 pods, found 0\n',
  }),
]);
const flaky = outcomeOf([attemptOf({ status: 'failed' }), attemptOf({ attempt: 2, status: 'passed' })]);
const passed = outcomeOf([attemptOf({ status: 'passed' })]);

/** As a run leaves its directory: its report, and logs beside it. */
function leaveRun(runName: string, runId: string, into = join(dir, 'results'), hidden = join(into, '.muster')): void {
  const history = [
    { runName: 'before', finishedAtMs: 1, status: 'passed' as const, flaky: false, durationMs: 10 },
    { runName, finishedAtMs: 2, status: 'failed' as const, flaky: false, durationMs: 10 },
  ];
  const scenarios = [
    scenarioReportOf('good', passed),
    { ...scenarioReportOf('policy', failed), path: 'net/policy.sh', history },
    scenarioReportOf('unsteady', flaky),
  ];
  const report = { ...runReportOf(scenarios, runId), runName };
  mkdirSync(join(hidden, 'attempts'), { recursive: true });
  writeFileSync(join(hidden, 'run.json'), JSON.stringify(report));
  writeFileSync(join(into, 'good.log'), `good of ${runName}\n`);
  writeFileSync(
    join(into, 'policy.log'),
    Array.from({ length: 5 }, (_, index) => `line ${index} of ${runName}`).join('\n'),
  );
  writeFileSync(join(hidden, 'attempts', 'policy.1.log'), 'first try\n');
}

describe('muster results', () => {
  beforeEach(() => leaveRun('nightly', 'run-2'));

  it('lists what failed first, as a table on stdout, with one line for people on stderr', async () => {
    const { out, err, code } = await muster('results');
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['SCENARIO', 'STATUS'],
      ['net/policy.sh', 'failed'],
      ['good.sh', 'passed'],
      ['unsteady.sh', 'passed'],
    ]);
    expect(lines[1]).toContain('exit code 4 · pod web-0: OOMKilled');
    expect(lines[3]).toContain('2 flaky');
    expect(err).toBe('run nightly: failed · 2 passed (1 flaky), 1 failed\n');
    expect(code).toBe(0);
  });

  it('--status takes outcomes and flaky, and knows slips', async () => {
    expect((await muster('results', '--status', 'failed,flaky', '-o', 'name')).out).toBe(
      'net/policy.sh\nunsteady.sh\n',
    );
    expect(await muster('results', '--status', 'faild')).toMatchObject({ code: 2, out: '' });
    expect((await muster('results', '--status', 'faild')).err).toContain('did you mean failed?');
  });

  it('says which run there is when another is asked for, and where there is none', async () => {
    expect((await muster('results', 'nigthly', 'x')).code).toBe(2);
    expect((await muster('describe', 'nigthly', 'good')).err).toContain('did you mean its newest run nightly?');
    const { err, code } = await callProgram(dir, ['results', '-r', 'nowhere']);
    expect(code).toBe(2);
    expect(err).toContain('There is no report of a run in');
  });

  it('reads runs that later ones have moved aside', async () => {
    leaveRun(
      'older',
      'run-1',
      join(dir, 'results', '.muster', 'previous', '1'),
      join(dir, 'results/.muster/previous/1'),
    );
    expect((await muster('results', 'older')).err).toContain('run older: failed');
    expect((await muster('logs', 'older', 'good')).out).toBe('good of older\n');
    expect((await muster('logs', 'older', 'policy', '--attempt', '1')).out).toBe('first try\n');
  });

  it('takes no report that is damaged, nor one that leads elsewhere', async () => {
    const bad = { ...runReportOf([{ ...scenarioReportOf('x', passed), resultName: '../../etc/passwd' }]) };
    writeFileSync(join(dir, 'results/.muster/run.json'), JSON.stringify(bad));
    expect((await muster('results')).code).toBe(2);
  });
});

describe('every format', () => {
  beforeEach(() => leaveRun('nightly', 'run-2'));

  const validator = (name: keyof typeof publishedSchemas) =>
    new Ajv2020({ strict: false }).compile(JSON.parse(publishedSchemas[name].json()) as object);

  it.each([
    ['results', ['results']],
    ['describe', ['describe']],
    ['describe', ['describe', 'nightly', 'policy']],
  ] as const)('%s: json, jsonl and yaml are versioned and fit the published schema', async (schema, args) => {
    const fits = validator(schema);
    const json: unknown = JSON.parse((await muster(...args, '-o', 'json')).out);
    expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
    expect(json).toMatchObject({ v: 1 });
    expect(parse((await muster(...args, '-o', 'yaml')).out)).toEqual(json);
    const lines = (await muster(...args, '-o', 'jsonl')).out.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { v: number }).v)).toEqual(lines.map(() => 1));
    expect(fits({ ...(json as object), v: 2 })).toBe(false);
  });

  it('wide has more columns, name only names, anything else is refused with what there is', async () => {
    expect((await muster('results', '-o', 'wide')).out).toContain('results/policy.log');
    expect((await muster('describe', '-o', 'name')).out).toBe('nightly\n');
    const { err, code } = await muster('results', '-o', 'xml');
    expect(code).toBe(2);
    expect(err).toContain('text, wide, json, jsonl, yaml, name');
  });

  it('the plan and the settings fit theirs', async () => {
    mkdirSync(join(dir, 'scenarios'));
    writeFileSync(join(dir, 'scenarios', 'a.sh'), '# @meta\n# tags: [smoke]\n# @endmeta\n');
    const plan: unknown = JSON.parse((await callProgram(dir, ['run', '--list', '-o', 'json'])).out);
    expect(validator('plan')(plan)).toBe(true);
    expect(plan).toMatchObject({ v: 1, scenarios: [{ path: 'a.sh', tags: ['smoke'] }] });
    expect((await callProgram(dir, ['run', '--list'])).out).toBe('a.sh\n');
    expect((await callProgram(dir, ['run', '--list', '-o', 'yaml'])).out).toContain('- path: a.sh\n');
    const settings: unknown = JSON.parse((await callProgram(dir, ['config', 'explain', '-o', 'json'])).out);
    expect(validator('settings')(settings)).toBe(true);
  });
});

describe('muster logs', () => {
  beforeEach(() => leaveRun('nightly', 'run-2'));

  it('prints one log as it is, several with the scenario before each line', async () => {
    expect((await muster('logs', 'nightly', 'good')).out).toBe('good of nightly\n');
    expect((await muster('logs', 'good')).out).toBe('good of nightly\n');
    expect((await muster('logs', '--tail', '1')).out).toBe(
      'good.sh │ good of nightly\nnet/policy.sh │ line 4 of nightly\n',
    );
    expect((await muster('logs', '--failed', '--tail', '2')).out).toBe('line 3 of nightly\nline 4 of nightly\n');
    expect((await muster('logs', 'good', '--prefix')).out).toBe('good.sh │ good of nightly\n');
  });

  it('--attempt takes earlier ones, and none that was not', async () => {
    expect((await muster('logs', 'policy', '--attempt', '1')).out).toBe('first try\n');
    expect((await muster('logs', 'policy', '--attempt', '2', '--tail', '1')).out).toBe('line 4 of nightly\n');
    const { err, code } = await muster('logs', 'policy', '--attempt', '3');
    expect(code).toBe(2);
    expect(err).toContain('had 2 attempts, not 3');
  });

  it('names what may have been meant, and says when there is no log', async () => {
    const { err, code } = await muster('logs', 'nightly', 'polcy');
    expect(code).toBe(2);
    expect(err).toContain('did you mean net/policy.sh?');
    expect(await muster('logs', 'nightly', 'unsteady')).toMatchObject({ code: 2, out: '' });
  });

  it('follows no link: what it leads to is nobody’s log', async () => {
    symlinkSync('/etc/passwd', join(dir, 'results', 'unsteady.log'));
    expect((await muster('logs', 'nightly', 'unsteady')).out).toBe('');
  });

  it('ends with the run when it is followed after its end', async () => {
    expect((await muster('logs', '-f', 'good')).out).toBe('good of nightly\n');
  });
});

describe('muster describe', () => {
  beforeEach(() => leaveRun('nightly', 'run-2'));

  it('tells of a scenario its attempts, why, what its namespace said, earlier outcomes and how to run it again', async () => {
    const { out } = await muster('describe', 'nightly/net/policy.sh');
    expect(out).toContain('✗ failed  net/policy.sh');
    expect(out).toContain('reason     exit-code: exit code 4');
    expect(out).toContain('diagnosis  pod web-0: OOMKilled');
    expect(out).toContain('history    ✓✗  flaky in 50 % of its runs');
    expect(out).toContain('log        results/policy.log');
    expect(out).toContain('reproduce  muster run /scenarios net/policy.sh --context c');
    expect(out).toContain('phases     namespace 1s · script 7s · clean-up 1.5s');
    expect(out).toContain('results/.muster/attempts/policy.1.log');
    expect(out).toContain('│ expected 3 pods, found 0');
  });

  it('tells of a run its outcome, its settings and what failed', async () => {
    const { out } = await muster('describe');
    expect(out).toContain('run nightly  failed');
    expect(out).toContain('2 passed (1 flaky), 1 failed');
    expect(out).toContain('4 at once, retries 0, timeout 1m, access cluster');
    expect(out).toContain('✗ net/policy.sh  exit code 4');
  });
});

describe('muster schema', () => {
  it('lists what there is, prints each, and knows slips', async () => {
    const names = (await callProgram(dir, ['schema'])).out.split('\n').slice(1, -1);
    expect(names.map((line) => line.split(' ')[0])).toEqual(Object.keys(publishedSchemas));
    expect(JSON.parse((await callProgram(dir, ['schema', 'results'])).out)).toHaveProperty('properties.scenarios');
    expect((await callProgram(dir, ['schema', 'result'])).err).toContain('did you mean results?');
  });
});

test.each([
  [['scale'], 'muster scale 8'],
  [['scale', 'demo', '8', '--by', '+2'], 'Both N and --by'],
  [['scale', '--by', 'two'], 'is not a change'],
  [['scale', '0'], 'is not a whole number from 1'],
  [['wait', '--timeout', '10'], 'is not a duration'],
  [['logs', '--tail', '-1'], 'is not a whole number'],
  [['list', '--state', 'pased'], 'did you mean paused or passed?'],
  [['list', '--since', 'yesterday'], 'is not a duration'],
])('muster %j is refused before anything is asked', async (args, text) => {
  const { err, code, out } = await callProgram(dir, args);
  expect(err).toContain(text);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test.each(['results', 'logs', 'describe', 'wait', 'schema'])('muster %s has a help text', async (command) => {
  expect((await callProgram(dir, [command, '--help'])).out).toContain(`muster ${command}`);
});
