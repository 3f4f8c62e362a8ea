import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Installation, packageRoot } from '../support/installation.ts';
import { commandCount, shellBlocksOf } from '../support/shell-blocks.ts';

const program = join(packageRoot, 'dist', 'client', 'main.js');
let muster: Installation;
/** A directory as a reader has it: muster installed in it and on PATH, with scripts at the paths that README names. */
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  muster = new Installation();
  folder = muster.freshPath('folder');
  const bin = join(muster.home, 'bin');
  for (const dir of [
    bin,
    join(folder, 'node_modules', '.bin'),
    join(folder, 'path/to/scripts'),
    join(folder, 'tests/scenarios'),
  ])
    mkdirSync(dir, { recursive: true });
  symlinkSync(program, join(bin, 'muster'));
  symlinkSync(program, join(folder, 'node_modules', '.bin', 'muster'));
  for (const dir of ['path/to/scripts', 'tests/scenarios']) {
    writeFileSync(join(folder, dir, 'configmap.sh'), 'kubectl create configmap "$2" --from-literal=a=b');
  }
  // Other tests have workers on this machine, too: only those of this installation are to be found.
  writeFileSync(join(bin, 'pgrep'), pgrepOf(muster.env['XDG_STATE_HOME'] ?? ''));
  chmodSync(join(bin, 'pgrep'), 0o755);
  // With it, "the current context" of README is the embedded cluster of this installation.
  const up = await muster.muster('up', '--profile', 'workloads');
  expect(up.exitCode, up.stderr).toBe(0);
  env = {
    ...muster.env,
    PATH: `${bin}:${inject('toolsDir')}:${muster.env['PATH']}`,
    KUBECONFIG: muster.kubeconfigPath,
    npm_config_update_notifier: 'false',
  };
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

const pgrepOf = (stateHome: string) => `#!/bin/bash
for pid in $(PATH=/usr/bin:/bin pgrep "$@"); do
  [[ $(readlink "/proc/$pid/exe") == */node* ]] || continue
  grep -qzF 'XDG_STATE_HOME=${stateHome}' "/proc/$pid/environ" 2>/dev/null && echo "$pid"
done
`;

/** Runs a document's blocks in order, each where the one before ended; what is not run is told with its reason. */
async function runBlocks(name: string): Promise<number> {
  const place = join(muster.home, 'place');
  writeFileSync(place, folder);
  let count = 0;
  const skipped: string[] = [];
  for (const { line, text, notRun } of shellBlocksOf(readFileSync(join(packageRoot, name), 'utf8'))) {
    if (notRun !== undefined) {
      skipped.push(`  ${name}:${line} ${commandCount(text)} commands not run: ${notRun}`);
      continue;
    }
    // From a file: what `pgrep -f` looks for must not stand in the shell's own arguments.
    const script = join(muster.home, 'block.sh');
    writeFileSync(script, `cd "$(cat '${place}')"\n${text}\npwd > '${place}'`);
    const { exitCode, all } = await execa('bash', ['-e', '-o', 'pipefail', script], {
      env,
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      all: true,
      timeout: 150_000,
    });
    expect(exitCode, `${name}:${line}\n${text}\n--\n${all}`).toBe(0);
    count += commandCount(text);
  }
  process.stderr.write(`${name}: ${count} commands ran\n${skipped.map((each) => `${each}\n`).join('')}`);
  return count;
}

test('every command of README runs as it stands there, unless it says why it cannot', async () => {
  // The run that "Cleaning up" speaks of.
  const kept = await execa('muster', ['run', 'path/to/scripts', '--name', 'nightly-7', '--keep', 'always'], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
  });
  expect(kept.stderr).toContain('nightly-7');
  expect(await runBlocks('README.md')).toBeGreaterThan(8);
});

test('every command of the tutorial runs as it stands there, and the killed worker costs no scenario', async () => {
  expect(await runBlocks('docs/tutorial/first-run.md')).toBeGreaterThan(15);
  const results = join(folder, 'first-suite', 'test-results');
  for (const number of [1, 2, 3, 4, 5, 6]) {
    expect(muster.readJson(results, `slow-${number}.json`)).toMatchObject({ status: 'passed' });
  }
});
