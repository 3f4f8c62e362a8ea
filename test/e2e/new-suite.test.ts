import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Installation } from '../support/installation.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

test('what muster init writes runs at once, with credentials for its own namespace only', async () => {
  const cwd = muster.freshPath('suite');
  mkdirSync(cwd);
  const begun = await muster.start(['init'], { cwd });
  expect(begun.exitCode, begun.stderr).toBe(0);
  const run = await muster.start(['run', '--embedded'], { cwd });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('muster.config.yaml');
  expect(run.stderr).toContain('limited to their namespace');
  expect(run.stderr).toContain('namespaces left: 0');
  expect(muster.readJson(cwd, 'test-results', 'hello.json')).toMatchObject({ status: 'passed' });
});

test('a configuration holds from below its directory, and its paths begin where it lies', async () => {
  const cwd = muster.freshPath('suite');
  mkdirSync(cwd);
  await muster.start(['init'], { cwd });
  mkdirSync(`${cwd}/below`);
  const run = await muster.start(['run', '--embedded', '--access', 'cluster'], { cwd: `${cwd}/below` });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('your credentials');
  expect(muster.readJson(cwd, 'test-results', 'hello.json')).toMatchObject({ status: 'passed' });
});
