import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { Installation, packageRoot } from '../support/installation.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-package-'));
const muster = new Installation();
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('what `npm pack` packs can be installed in an empty folder and runs scripts', async () => {
  const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: packageRoot,
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  await execa('npm', ['init', '-y'], { cwd: folder });
  await execa('npm', ['install', '--prefer-offline', '--no-audit', join(folder, packed?.filename ?? '')], {
    cwd: folder,
  });
  const dir = muster.scenarios({ 'hello.sh': 'kubectl create configmap hello --from-literal=a=b' });
  const results = muster.freshPath('results');
  // MUSTER_ATTACHED: what this command starts ends with it.
  const run = await execa('npx', ['--no-install', 'muster', 'run', dir, '--embedded', '-r', results], {
    cwd: folder,
    env: { ...muster.env, MUSTER_ATTACHED: '1' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('namespaces left: 0');
  expect(muster.readJson(results, 'hello.json')).toMatchObject({ status: 'passed' });
  expect((await muster.muster('status')).stdout).not.toContain('open');
});
