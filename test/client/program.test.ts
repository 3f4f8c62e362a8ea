import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Environment } from '../../src/client/invocation.ts';
import { callProgram } from './support/call-program.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-cli-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function script(path: string, text = 'true\n'): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const KUBECONFIG = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  contexts: [{ name: 'dev', context: { cluster: 'c' } }],
});

const muster = (args: readonly string[], env: Environment = {}) => callProgram(cwd, args, env);

it('--list prints one path per line on stdout and nothing else', async () => {
  script('suite/b.sh');
  script('suite/net/a.sh');
  expect(await muster(['run', 'suite', '--list'])).toEqual({ out: 'b.sh\nnet/a.sh\n', err: '', code: 0 });
});

it('--list takes paths as the shell completes them', async () => {
  script('suite/b.sh');
  script('suite/net/a.sh');
  const { out } = await muster(['run', '-s', 'suite', 'suite/net/a.sh', '--list']);
  expect(out).toBe('net/a.sh\n');
});

it('--list takes the directory of SCENARIOS_DIR', async () => {
  script('elsewhere/a.sh');
  expect((await muster(['run', '--list'], { SCENARIOS_DIR: 'elsewhere' })).out).toBe('a.sh\n');
});

it('--dry-run says on which cluster and starts nothing', async () => {
  script('suite/a.sh', '# @meta\n# tags: [smoke]\n# timeout: 90s\n# @endmeta\n');
  const { out, err, code } = await muster(['run', 'suite', '--dry-run', '--embedded', '-j', '3']);
  expect(code).toBe(0);
  expect(err).toContain('embedded');
  expect(err).toContain('3 at once');
  expect(out).toMatch(/a\.sh +1m 30s +0 +smoke/);
});

it.each([
  ['a missing directory', ['run', 'nowhere/', '--list'], 2, 'does not exist'],
  ['nothing that matches', ['run', 'suite', 'nope', '--list'], 5, 'nope'],
  ['metadata that cannot be read', ['run', 'broken', '--list'], 2, 'x.sh:2'],
  ['no cluster', ['run', 'suite'], 3, '--embedded'],
  ['a results directory that is a file', ['run', 'suite', '--embedded', '-r', 'suite/a.sh'], 2, 'a.sh'],
  ['a kubeconfig that is not there', ['cleanup', '--kubeconfig', 'none.yaml'], 2, 'none.yaml'],
  ['a context that is not there', ['run', 'suite', '--context', 'nope', '--dry-run'], 2, 'there are: dev'],
  ['one pattern of several that matches nothing', ['run', 'suite', 'a', 'nope', '--list'], 5, '`nope`'],
  ['an empty directory', ['run', 'empty', '--list'], 5, 'ends in .sh'],
  ['results among the scenarios', ['run', 'suite', '--embedded', '-r', 'suite'], 2, 'scenarios directory'],
  ['a flag that there is not', ['run', 'suite', '--lst'], 2, 'did you mean --list?'],
  ['an argument too few', ['schedule', 'delete'], 2, 'muster schedule delete --help'],
  ['nothing ever run', ['status'], 2, 'muster run'],
  ['a limit that is no number', ['scale', 'demo', 'many'], 2, 'for instance muster scale RUN 4'],
  ['nothing to keep', ['keep'], 2, 'muster keep RUN SCENARIO'],
  ['nothing to release', ['release'], 2, 'muster release RUN --all'],
  ['a time limit without a unit', ['run', 'suite', '--timeout', '3600'], 2, 'unit'],
])('%s is said before anything starts', async (_name, args, code, said) => {
  script('suite/a.sh');
  script('broken/x.sh', '# @meta\n# timeout: 10\n# @endmeta\n');
  mkdirSync(join(cwd, 'empty'));
  script('kubeconfig', KUBECONFIG);
  const ended = await muster(args, args.includes('--context') ? { KUBECONFIG: join(cwd, 'kubeconfig') } : {});
  expect(ended.err).toContain(said);
  expect(ended.code).toBe(code);
});

it("commander's own errors have our form", async () => {
  expect(await muster(['list', '--zzzzzzzz'])).toEqual({
    out: '',
    err: "✗ Unknown option '--zzzzzzzz'\n  fix  see: muster list --help\n  code Client.Usage",
    code: 2,
  });
});

it('validate names every problem with file and line', async () => {
  script('scenarios/a.sh', '# @meta\n# timeout: 10\n# @endmeta\n');
  script('scenarios/b.sh', '# @meta\n# tags: [x\n# @endmeta\n');
  const { code, err } = await muster(['validate']);
  expect(code).toBe(2);
  expect(err).toContain('a.sh:2');
  expect(err).toContain('b.sh:');
});

it('validate is content with scripts that say nothing of themselves', async () => {
  script('scenarios/a.sh');
  expect(await muster(['validate'])).toMatchObject({ code: 0, err: 'scenarios: metadata is valid in all of 1\n' });
});

it.each([
  'run',
  'watch',
  'status',
  'list',
  'cancel',
  'scale',
  'pause',
  'resume',
  'validate',
  'cleanup',
  'up',
  'down',
  'worker',
  'schedule',
])('muster %s has a help text', async (command) => {
  const { out } = await muster([command, '--help']);
  expect(out).toContain(`muster ${command}`);
});
