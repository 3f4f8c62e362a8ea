import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const program = fileURLToPath(new URL('../../bench/baseline/run_parallel.sh', import.meta.url));
const hasParallel = spawnSync('parallel', ['--version']).status === 0;
/** All that the scripts call; without GNU parallel they take xargs. */
const TOOLS = [
  'bash',
  'basename',
  'cat',
  'date',
  'dirname',
  'find',
  'mkdir',
  'mv',
  'rm',
  'sleep',
  'sort',
  'timeout',
  'xargs',
];

function withoutParallel(dir: string): string {
  mkdirSync(dir);
  for (const tool of TOOLS) {
    const path = execFileSync('bash', ['-c', `type -P ${tool}`], { encoding: 'utf8' }).trim();
    symlinkSync(path, join(dir, tool));
  }
  return dir;
}

test.for([
  { by: 'GNU parallel', cleanup: 'one-by-one', deletions: 3 },
  { by: 'GNU parallel', cleanup: 'batch', deletions: 1 },
  { by: 'xargs', cleanup: 'one-by-one', deletions: 3 },
])(
  'by $by, $cleanup: a result for each script, late ones too, and every namespace deleted',
  async (setup, { skip }) => {
    skip(setup.by === 'GNU parallel' && !hasParallel, 'GNU parallel is not installed');
    const dir = await temporaryDirectory({
      'scenarios/s-0001.sh': '[[ -n $1 && -n $2 && $NAMESPACE == "$1" ]]\n',
      'scenarios/s-0002.sh': 'exit 7\n',
      'scenarios/s-0003.sh': 'sleep 30\n',
      'bin/kubectl': '#!/usr/bin/env bash\necho "$*" >>"$HOME/calls"\n',
    });
    chmodSync(join(dir, 'bin/kubectl'), 0o755);
    const path = setup.by === 'xargs' ? withoutParallel(join(dir, 'tools')) : (process.env['PATH'] ?? '');
    const results = join(dir, 'results');

    const { status } = spawnSync('bash', [program, '-j', '3', '-s', join(dir, 'scenarios'), '-r', results], {
      env: { PATH: `${join(dir, 'bin')}:${path}`, HOME: dir, CLEANUP: setup.cleanup, SCENARIO_TIMEOUT: '1' },
      timeout: 20_000,
    });

    expect(status).toBe(1);
    const resultOf = (name: string): unknown => JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8'));
    expect(resultOf('s-0001')).toMatchObject({ status: 'passed', exit_code: 0 });
    expect(resultOf('s-0002')).toMatchObject({ status: 'failed', exit_code: 7 });
    expect(resultOf('s-0003')).toMatchObject({ status: 'failed', reason: 'timeout' });
    expect(resultOf('aggregated')).toMatchObject({ total: 3, passed: 1, failed: 2 });
    const calls = readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n');
    const deleted = calls.filter((call) => call.startsWith('delete namespace'));
    expect(deleted).toHaveLength(setup.deletions);
    const namespaces = calls.filter((call) => call.startsWith('create')).map((call) => call.split(' ').at(-1) ?? '');
    for (const namespace of namespaces) expect(deleted.join(' ')).toContain(namespace);
  },
);
