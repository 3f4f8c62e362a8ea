import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../../src/client/commands/run.ts';
import type { Invocation } from '../../src/client/invocation.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(read('action.yml')) as {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};
interface Job {
  readonly steps: readonly Step[];
  readonly needs?: string;
  readonly 'timeout-minutes': number;
}
const workflows = readdirSync(join(root, 'examples/ci/github')).map((name) => ({
  name,
  text: read(`examples/ci/github/${name}`),
  jobs: (parse(read(`examples/ci/github/${name}`)) as { readonly jobs: Readonly<Record<string, Job>> }).jobs,
}));
const gitlab = parse(read('examples/ci/gitlab/muster.gitlab-ci.yml')) as {
  readonly '.muster': Readonly<Record<'before_script' | 'script' | 'after_script', readonly string[]>>;
};

const argsOf = ({ with: given }: Step) => (typeof given?.['args'] === 'string' ? given['args'] : '');
const blocksOf = (steps: readonly Step[]) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
const blocks = [
  ...blocksOf(action.runs.steps),
  ...workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => blocksOf(steps))),
];
const gitlabBlocks = Object.values(gitlab['.muster']).flatMap((value) =>
  Array.isArray(value) ? [value.join('\n')] : [],
);

describe('every script in CI files', () => {
  test('is bash', async () => {
    for (const text of [...blocks, ...gitlabBlocks]) {
      const { exitCode, stderr } = await execa('bash', ['-n'], { input: text, reject: false });
      expect({ exitCode, stderr }, text).toEqual({ exitCode: 0, stderr: '' });
    }
  });

  test('takes values as variables only, never as text of its own', () => {
    expect(blocks.filter((text) => text.includes('${{'))).toEqual([]);
  });
});

describe('the action', () => {
  const text = read('action.yml');

  test('uses every input that it has, and has every input and step that it uses', () => {
    const used = new Set([...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name = '']) => name));
    expect([...used].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
    const ids = new Set(action.runs.steps.map(({ id }) => id));
    expect([...text.matchAll(/\bsteps\.([\w-]+)\./g)].map(([, id]) => id).filter((id) => !ids.has(id))).toEqual([]);
  });

  test('uploads and cleans up also when something failed, and cancels only when it was cancelled', () => {
    const conditionOf = (match: (step: Step) => boolean) => action.runs.steps.find(match)?.if;
    expect(conditionOf(({ uses }) => uses?.startsWith('actions/upload-artifact') === true)).toContain('!cancelled()');
    expect(conditionOf(({ run }) => run?.includes('muster cancel') === true)).toMatch(/^\$\{\{ cancelled\(\)/);
  });

  test.each(workflows)(
    '$name gives it inputs that it has, and names only steps and jobs that are there',
    (workflow) => {
      for (const { steps, needs, 'timeout-minutes': minutes } of Object.values(workflow.jobs)) {
        expect(minutes).toBeGreaterThan(0);
        if (needs !== undefined) expect(Object.keys(workflow.jobs)).toContain(needs);
        const uses = steps.filter((step) => step.uses?.includes('/muster@') === true);
        expect(uses).not.toEqual([]);
        const unknown = uses.flatMap((step) => Object.keys(step.with ?? {}).filter((key) => !(key in action.inputs)));
        expect(unknown).toEqual([]);
        const options = new Set(runCommand({ stdout: {}, stderr: {} } as Invocation).options.map(({ long }) => long));
        const flags = uses.flatMap((step) => argsOf(step).match(/^--[\w-]+/gm) ?? []);
        expect(flags.filter((flag) => !options.has(flag))).toEqual([]);
      }
    },
  );
});

/** A `muster` that tells how it was called, and whether in the place of the shell that called it. */
const FAKE = `#!/usr/bin/env bash
printf '%s\\n' "$$" "$@" >"$CALLED"
env >"$CALLED.env"
exit "\${FAKE_EXIT:-0}"
`;

async function play(step: Pick<Step, 'run'>, env: Readonly<Record<string, string>>) {
  const dir = await temporaryDirectory();
  const bin = join(dir, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'muster'), FAKE);
  await chmod(join(bin, 'muster'), 0o755);
  for (const name of ['output', 'path', 'called']) await writeFile(join(dir, name), '');
  // As GitHub starts a step that says `shell: bash`.
  await writeFile(join(dir, 'step.sh'), step.run ?? '');
  const running = execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', join(dir, 'step.sh')], {
    cwd: dir,
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      CALLED: join(dir, 'called'),
      GITHUB_OUTPUT: join(dir, 'output'),
      GITHUB_PATH: join(dir, 'path'),
      GITHUB_RUN_ID: '123',
      GITHUB_RUN_ATTEMPT: '1',
      RUNNER_TEMP: dir,
      ...env,
    },
    extendEnv: false,
    reject: false,
  });
  const { exitCode, stderr, stdout } = await running;
  const lines = (name: string) => readFileSync(join(dir, name), 'utf8').split('\n').slice(0, -1);
  const [pid, ...args] = lines('called');
  return { exitCode, stderr, stdout, args, isExec: pid === String(running.pid), lines, dir };
}

const stepOf = (id: string) => action.runs.steps.find((step) => step.id === id)!;
const noInputs = Object.fromEntries(Object.keys(stepOf('run').env ?? {}).map((name) => [name, '']));
const usual = { ...noInputs, RUN_NAME: 'gh-1', SCENARIOS: 'tests', RESULTS: 'test-results', EMBEDDED: 'false' };

describe('the step that runs', () => {
  test('passes on what was given, leaves out what was not, and becomes the program', async () => {
    const { args, isExec, exitCode } = await play(stepOf('run'), usual);
    expect(args).toEqual(['run', '--name', 'gh-1', '--scenarios-dir', 'tests', '--results-dir', 'test-results']);
    expect({ isExec, exitCode }).toEqual({ isExec: true, exitCode: 0 });
  });

  test('takes every input as one word, also with blanks and commands in it', async () => {
    const { args, dir, lines } = await play(stepOf('run'), {
      ...usual,
      SELECT: 'a b.sh,$(touch pwned)\n-x.sh',
      PARALLEL: '8',
      SHARD: '1/4',
      ARGS: '--grep\n`touch pwned`\n--label\nx=a b',
      KUBECONFIG_FILE: '/tmp/my config',
      CONTEXT: '"; touch pwned; "',
      EMBEDDED: 'true',
    });
    expect(args.slice(7)).toEqual(
      [
        '--max-parallel',
        '8',
        '--shard',
        '1/4',
        '--kubeconfig',
        '/tmp/my config',
        '--context',
        '"; touch pwned; "',
      ].concat([
        '--embedded',
        '--grep',
        '`touch pwned`',
        '--label',
        'x=a b',
        '--',
        'a b.sh',
        '$(touch pwned)',
        '-x.sh',
      ]),
    );
    expect(readdirSync(dir)).not.toContain('pwned');
    // Scripts see the environment of the step: nothing of the action's own.
    const left = lines('called.env').map((line) => line.split('=')[0] ?? '');
    expect(left.filter((name) => name in noInputs)).toEqual([]);
  });

  test('ends as the program does', async () => {
    expect((await play(stepOf('run'), { ...usual, FAKE_EXIT: '3' })).exitCode).toBe(3);
  });
});

test('the step that installs links the built program, and names the run before it begins', async () => {
  const built = await temporaryDirectory({ 'dist/client/main.js': '' });
  const { exitCode, lines, stderr } = await play(stepOf('install'), { VERSION: '', ACTION_DIR: built });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(lines('path')).toEqual([expect.stringMatching(/\/muster-bin$/)]);
  expect(lines('output')).toEqual([expect.stringMatching(/^run-name=gh-123-1-\d+$/)]);
});

test('the step that cancels cleans up where there is no run to cancel any more, and fails nothing', async () => {
  const step = action.runs.steps.find(({ run }) => run?.includes('muster cancel') === true)!;
  const env = { RUN_NAME: 'gh-1', KUBECONFIG_FILE: '/k', CONTEXT: '' };
  expect((await play(step, env)).args).toEqual(['cancel', 'gh-1']);
  const failing = await play(step, { ...env, FAKE_EXIT: '1' });
  expect(failing.args).toEqual(['cleanup', '--run', 'gh-1', '--yes', '--kubeconfig', '/k']);
  expect(failing).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('could not be cancelled') as string });
});

test('the step that merges takes a directory per line', async () => {
  const env = { RUN_NAME: 'gh-1', MERGE: 'shards/one\n\nshards/t wo\n', RESULTS: 'all' };
  expect((await play(stepOf('merge'), env)).args).toEqual([
    'report',
    'merge',
    '--out',
    'all',
    '--name',
    'gh-1',
    '--',
    'shards/one',
    'shards/t wo',
  ]);
});

test('on GitLab, a job of several runs its part', async () => {
  const run = gitlab['.muster'].script.join('\n');
  const env = { CI_JOB_ID: '7', MUSTER_ARGS: '--tag smoke' };
  expect((await play({ run }, env)).args).toEqual(['run', '--name', 'gl-7', '--tag', 'smoke']);
  expect((await play({ run }, { ...env, CI_NODE_INDEX: '2', CI_NODE_TOTAL: '4' })).args).toEqual(
    'run --name gl-7 --shard 2/4 --tag smoke'.split(' '),
  );
});
