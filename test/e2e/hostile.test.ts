import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casesOf } from '../hostile/hostile-table.ts';
import { expectPlain } from '../hostile/plain-text.ts';
import { innocentScripts, wholeRunPathOf, wholeRunSourceOf } from '../hostile/whole-run-rows.ts';
import { until } from '../support/gate.ts';
import { Installation, packageRoot } from '../support/installation.ts';
import { isAlive, pidIn } from '../support/processes.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

const passes = { 'a.sh': 'exit 0' };

describe('a command is refused with a sentence before it starts anything:', () => {
  test.concurrent.each(casesOf('command'))('$name', async ({ planted, holds }) => {
    const dir = muster.scenarios(passes);
    const { args, env = {} } = planted({ dir, home: muster.home });
    const run = await muster.start(['run', dir, ...args], { env });
    expect(run.stderr).toMatch(holds.says);
    expect(run.exitCode, run.stderr).toBe(holds.exitCode);
    expectPlain(run.stderr);
    expect(run.stderr.length).toBeLessThan(10_000);
    expect(existsSync(muster.stateDir)).toBe(false);
  });
});

interface Entry {
  readonly path: string;
  readonly scenario: string;
  readonly status: string;
  readonly exit_code: number;
}

interface Finished {
  readonly stderr: string;
  readonly results: string;
  readonly work: string;
  readonly byPath: ReadonlyMap<string, Entry>;
}

/** Everything at once, so that one could harm another. */
async function runEverything(): Promise<Finished> {
  const dir = muster.scenarios({
    ...Object.fromEntries(casesOf('file name').map(({ planted }) => [planted, 'echo "$SCENARIO"'])),
    ...Object.fromEntries(casesOf('whole run').map((row) => [wholeRunPathOf(row), wholeRunSourceOf(row)])),
    ...innocentScripts,
  });
  const work = muster.freshPath('work');
  mkdirSync(work);
  writeFileSync(join(work, 'precious'), 'precious');
  const results = muster.freshPath('results');
  const run = await muster.start(
    [
      'run',
      dir,
      '--embedded',
      '-j',
      '12',
      '-r',
      results,
      '--timeout',
      '90s',
      '--stuck-after',
      '20s',
      '--name',
      'hostile',
    ],
    { cwd: work, env: { HOSTILE_RESULTS: results } },
  );
  expect(run.exitCode, run.stderr).toBe(1);
  const { scenarios } = muster.readJson<{ readonly scenarios: readonly Entry[] }>(results, 'aggregated.json');
  return { stderr: run.stderr, results, work, byPath: new Map(scenarios.map((entry) => [entry.path, entry])) };
}

describe('in one run', () => {
  let run: Finished;
  beforeAll(async () => {
    run = await runEverything();
  });

  test.each(casesOf('whole run'))('a script that $name has its one true outcome', (row) => {
    const entry = run.byPath.get(wholeRunPathOf(row));
    expect(entry).toMatchObject({ status: row.holds.status });
    if (row.holds.exitCode !== undefined) expect(entry?.exit_code).toBe(row.holds.exitCode);
    expect(muster.readJson(run.results, `${entry?.scenario}.json`)).toEqual(entry);
  });

  test.each(casesOf('file name'))('a script whose name is $name passes, with results of its own', ({ planted }) => {
    const entry = run.byPath.get(planted);
    expect(entry).toMatchObject({ status: 'passed', exit_code: 0 });
    expect(muster.readJson(run.results, `${entry?.scenario}.json`)).toEqual(entry);
    expect(readFileSync(join(run.results, `${entry?.scenario}.log`), 'utf8')).toBe(`${planted}\n`);
  });

  test.each(Object.keys(innocentScripts))('%s has not suffered from the others', (path) => {
    const entry = run.byPath.get(path);
    expect(entry).toMatchObject({ status: 'passed', exit_code: 0 });
    expect(muster.readJson(run.results, `${entry?.scenario}.json`)).toEqual(entry);
    expect(readFileSync(join(run.results, `${entry?.scenario}.log`), 'utf8')).toBe('innocent\n');
  });

  test('what is shown acts on no terminal and forges nothing, and nothing outside was written', () => {
    expectPlain(run.stderr);
    expect(run.stderr).not.toMatch(/^✓ forged/m);
    expect(run.stderr).toContain('stuck namespace');
    expect(run.stderr).toMatch(/^namespaces left: 1$/m);
    expect(readFileSync(join(run.work, 'precious'), 'utf8')).toBe('precious');
    expect(existsSync(join(run.work, 'owned'))).toBe(false);
  });

  test('no process is left, and no namespace but the one with a finalizer', async () => {
    const pid = await pidIn(join(run.work, 'left-behind'));
    await until('the end of what was left', () => !isAlive(pid));
    const all = (await muster.kubectl('get', 'ns', '-o', 'name')).split('\n');
    const ours = all.filter((name) => name.startsWith('namespace/muster-'));
    expect(ours).toHaveLength(1);
    await muster.kubectl('patch', ours[0] ?? '', '--type', 'merge', '-p', '{"metadata":{"finalizers":null}}');
    await until('the end of the last namespace', async () => (await muster.namespaces()).length === 0);
  });
});

describe('on a terminal', () => {
  test.each(casesOf('terminal'))('$name', async ({ planted, holds }) => {
    const dir = muster.scenarios({ ...passes, 'b.sh': `${planted.says}; exit 3` });
    const cli = `${process.execPath} -- ${join(packageRoot, 'dist', 'client', 'main.js')}`;
    const command = `${cli} run ${dir} --embedded -r ${muster.freshPath('results')}`;
    const env = { ...muster.env, ...planted.env };
    const shown = await execa('script', ['-qec', command, '/dev/null'], { env, extendEnv: false, reject: false });
    expect(shown.exitCode, shown.stdout).toBe(1);
    expect(stripVTControlCharacters(shown.stdout)).toContain('2 scenarios: 1 passed, 1 failed');
    for (const sequence of holds) expect(shown.stdout).not.toContain(sequence);
    expect(shown.stdout).not.toMatch(/^\s*::/m);
  });
});

interface Submitted {
  readonly status: string;
  readonly closeEvent: {
    readonly workflowExecutionFailedEventAttributes?: {
      readonly failure: { readonly message: string; readonly applicationFailureInfo: { readonly type: string } };
    };
  };
}

async function submit(input: string, workflowId: string): Promise<Submitted> {
  const { stdout } = await muster.muster('up', '--profile', 'workloads', '-o', 'json');
  const { temporal, worker } = JSON.parse(stdout) as { temporal: { address: string }; worker: { taskQueue: string } };
  const program = await muster.temporalProgram();
  const args = ['workflow', 'execute', `--address=${temporal.address}`, '--type=runWorkflow', '--output=json'];
  const submitted = await execa(
    program.path,
    [...args, `--task-queue=${worker.taskQueue}`, `--workflow-id=${workflowId}`, `--input=${input}`],
    { reject: false, timeout: 60_000 },
  );
  return JSON.parse(submitted.stdout) as Submitted;
}

describe('submitted past the command line', () => {
  test.concurrent.each(casesOf('submitted'))('$name', async ({ name, planted, workflowId, holds }) => {
    const precious = join(muster.home, 'precious');
    writeFileSync(precious, '{}', { mode: 0o600 });
    mkdirSync(join(muster.home, 'suite'), { recursive: true });
    writeFileSync(join(muster.home, 'suite', 'a.sh'), 'exit 0');
    const id = workflowId ?? `submitted-${name.replaceAll(/[^a-z]+/g, '-')}`;
    const { status, closeEvent } = await submit(planted.replaceAll('HOME', muster.home), id);
    expect(status).toBe('FAILED');
    const failure = closeEvent.workflowExecutionFailedEventAttributes?.failure;
    expect(failure?.applicationFailureInfo.type).toBe(holds.type);
    expect(failure?.message).toMatch(holds.says);
    expect(existsSync(precious)).toBe(true);
  });

  test.each([
    ['its worker', "kill -9 $(awk '{ print $4 }' /proc/$PPID/stat)"],
    ['what has started it', 'kill -9 $PPID'],
  ])('a script that kills %s is errored, and all is there for the next', async (_, kill) => {
    const dir = muster.scenarios({ 'kills.sh': `${kill}; sleep 60` });
    const results = muster.freshPath('results');
    const input = { scenariosDir: dir, resultsDir: results, infrastructureRetries: 0 };
    expect(await submit(JSON.stringify(input), `submitted-kills-${randomUUID()}`)).toMatchObject({ status: 'FAILED' });
    expect(muster.readJson(results, 'kills.json')).toMatchObject({ status: 'error', reason: 'Worker.Lost' });
    const next = { scenariosDir: muster.scenarios(passes), resultsDir: muster.freshPath('results') };
    expect(await submit(JSON.stringify(next), `submitted-next-${randomUUID()}`)).toMatchObject({ status: 'COMPLETED' });
    expect(await muster.namespaces()).toEqual([]);
  });
});
