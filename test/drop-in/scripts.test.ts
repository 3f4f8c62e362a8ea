import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const scripts = fileURLToPath(new URL('../../scripts/parallel', import.meta.url));

let home: string;
let record: string;

/** Records how it was called, then ends with MUSTER_EXIT. */
const fakeMuster = `#!/usr/bin/env node
const { writeFileSync } = require('node:fs');
const { MAX_PARALLEL, SCENARIOS_DIR, RESULTS_DIR, MUSTER_RECORD, MUSTER_EXIT } = process.env;
const call = { by: '@', argv: process.argv.slice(2), env: { MAX_PARALLEL, SCENARIOS_DIR, RESULTS_DIR }, pid: process.pid };
writeFileSync(MUSTER_RECORD, JSON.stringify(call));
process.exit(Number(MUSTER_EXIT ?? 0));
`;

async function putMuster(path: string, by: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, fakeMuster.replace('@', by));
  await chmod(path, 0o755);
  return path;
}

interface Call {
  readonly by: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
}

interface Ended {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly pid: number | undefined;
  /** How the fake was called; undefined when it was not. */
  readonly call: Call | undefined;
}

async function run(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const PATH = `${join(home, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
  const options = { cwd: home, env: { PATH, HOME: home, MUSTER_RECORD: record, ...env } };
  await rm(record, { force: true });
  const child = execa(script, args, { ...options, extendEnv: false, reject: false });
  const { exitCode, stdout, stderr } = await child;
  const call = existsSync(record) ? (JSON.parse(await readFile(record, 'utf8')) as Call) : undefined;
  return { code: exitCode, stdout, stderr, pid: child.pid, call };
}

/** A copy that belongs to no package, as in a repository that took the file over. */
async function copyOf(name: string): Promise<string> {
  const copy = join(home, 'repository', 'scripts', 'parallel', name);
  await mkdir(dirname(copy), { recursive: true });
  await copyFile(join(scripts, name), copy);
  return copy;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'muster-drop-in-'));
  record = join(home, 'call.json');
  await putMuster(join(home, 'bin', 'muster'), 'PATH');
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('run_parallel.sh', () => {
  test('hands its short and long flags over', async () => {
    const script = await copyOf('run_parallel.sh');
    const short = await run(script, ['-j', '8', '-s', 'my tests', '-r', 'out']);
    expect(short.call?.argv).toEqual(['run', '-j', '8', '-s', 'my tests', '-r', 'out']);
    const long = await run(script, ['--max-parallel=8', '--scenarios-dir', 'a', '--results-dir', 'b']);
    expect(long.call?.argv).toEqual(['run', '--max-parallel=8', '--scenarios-dir', 'a', '--results-dir', 'b']);
  });

  test('leaves the environment to muster, which reads it itself', async () => {
    const env = { MAX_PARALLEL: '3', SCENARIOS_DIR: 'a b', RESULTS_DIR: 'c' };
    const { call } = await run(await copyOf('run_parallel.sh'), [], env);
    expect(call).toMatchObject({ argv: ['run'], env });
  });

  test('ends as muster ends, in its own process, so that signals reach it', async () => {
    const { code, pid, call } = await run(await copyOf('run_parallel.sh'), [], { MUSTER_EXIT: '5' });
    expect(code).toBe(5);
    expect(call?.pid).toBe(pid);
  });

  test.each([['-h'], ['--help']])('%s shows the flags and starts nothing', async (flag) => {
    const { code, stdout, call } = await run(await copyOf('run_parallel.sh'), [flag]);
    expect(code).toBe(0);
    expect(stdout).toContain('MAX_PARALLEL');
    expect(call).toBeUndefined();
  });

  test.each([[['-x']], [['scenario.sh']], [['-j']], [['-r', 'out', '--timeout', '5']]])(
    'refuses %j with 2 and starts nothing',
    async (args) => {
      const { code, stderr, call } = await run(await copyOf('run_parallel.sh'), args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/unknown argument|needs a value/);
      expect(call).toBeUndefined();
    },
  );

  test('takes the package that it belongs to before PATH, also through a link', async () => {
    const script = await copyOf('run_parallel.sh');
    await putMuster(join(home, 'repository', 'dist', 'client', 'main.js'), 'package');
    expect((await run(script, [])).call?.by).toBe('package');
    await symlink(script, join(home, 'link.sh'));
    expect((await run(join(home, 'link.sh'), [])).call?.by).toBe('package');
  });

  test('takes MUSTER_BIN before everything else', async () => {
    const other = await putMuster(join(home, 'other', 'muster'), 'MUSTER_BIN');
    expect((await run(await copyOf('run_parallel.sh'), [], { MUSTER_BIN: other })).call?.by).toBe('MUSTER_BIN');
  });

  test('asks npx last, which must install nothing', async () => {
    await rm(join(home, 'bin', 'muster'));
    await putMuster(join(home, 'bin', 'npx'), 'npx');
    expect((await run(await copyOf('run_parallel.sh'), ['-j', '2'])).call).toMatchObject({
      by: 'npx',
      argv: ['--no-install', 'muster', 'run', '-j', '2'],
    });
  });
});

describe('cleanup.sh', () => {
  async function writeHidden(dir: string, name: string, content: string): Promise<void> {
    await mkdir(join(home, dir, '.muster'), { recursive: true });
    await writeFile(join(home, dir, '.muster', name), content);
  }

  test.each([
    ['the default', 'test-results', [], {}],
    ['RESULTS_DIR', 'env results', [], { RESULTS_DIR: 'env results' }],
    ['-r before RESULTS_DIR', 'flag', ['-r', 'flag'], { RESULTS_DIR: 'elsewhere' }],
    ['--results-dir', 'long', ['--results-dir', 'long'], {}],
  ])('cleans up the run of the results directory: %s', async (_case, dir, args, env) => {
    await writeHidden(dir, 'run.json', '{"version":1,"runName":"nightly-7"}');
    const { code, call } = await run(await copyOf('cleanup.sh'), args, env);
    expect(call?.argv).toEqual(['cleanup', '--run', 'nightly-7', '-y']);
    expect(code).toBe(0);
  });

  test('deletes nothing where no run is recorded, and says what to do', async () => {
    const { code, stdout, call } = await run(await copyOf('cleanup.sh'), []);
    expect(code).toBe(0);
    expect(stdout).toContain('muster cleanup --run NAME');
    expect(call).toBeUndefined();
  });

  test('leaves a run alone that has not ended', async () => {
    await writeHidden('test-results', 'lock.json', '{"runName":"nightly-8"}');
    const { code, stderr, call } = await run(await copyOf('cleanup.sh'), []);
    expect(code).toBe(3);
    expect(stderr).toContain('muster cancel nightly-8');
    expect(call).toBeUndefined();
  });

  test.each([['{'], ['{}'], ['{"runName":""}'], ['null']])(
    'refuses a report that names no run: %s',
    async (content) => {
      await writeHidden('test-results', 'run.json', content);
      const { code, call } = await run(await copyOf('cleanup.sh'), []);
      expect(code).toBe(2);
      expect(call).toBeUndefined();
    },
  );

  test.each([
    [['--help'], 0],
    [['-h'], 0],
    [['--force'], 2],
    [['-r'], 2],
  ])('%j deletes nothing and ends with %i', async (args, expected) => {
    await writeHidden('test-results', 'run.json', '{"runName":"nightly-7"}');
    const { code, call } = await run(await copyOf('cleanup.sh'), args);
    expect(code).toBe(expected);
    expect(call).toBeUndefined();
  });
});
