import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishedSchemas } from '../../src/client/formats/schemas.ts';
import { until } from '../support/gate.ts';
import { Installation } from '../support/installation.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

const records = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { path: string; status: string });

test('one open run, read, changed and ended by commands that need no name', async () => {
  const gate = join(muster.home, 'gate');
  const waits = `echo waiting; until test -e ${gate}; do sleep 0.2; done; echo done`;
  const dir = muster.scenarios({ 'a.sh': waits, 'b.sh': waits, 'net/bad.sh': 'echo no; exit 3', 'z.sh': waits });
  const results = muster.freshPath('results');
  const started = await muster.muster('run', dir, '--embedded', '--name', 'open', '-j', '3', '-r', results, '-d');
  expect(started.exitCode, started.stderr).toBe(0);

  const states = async () => {
    const { stdout } = await muster.muster('results', '-o', 'jsonl');
    return new Map(stdout === '' ? [] : records(stdout).map(({ path, status }) => [path, status]));
  };
  await until('one failed and another took its slot', async () => {
    const now = await states();
    return now.get('net/bad.sh') === 'failed' && now.get('z.sh') === 'running';
  });
  const failedFirst = await muster.muster('wait', '--for', 'failure');
  expect(failedFirst.exitCode, failedFirst.stderr).toBe(1);
  expect((await muster.muster('wait', '--timeout', '1s')).exitCode).toBe(124);
  expect((await muster.muster('scale', '--by', '+2')).stderr).toContain('open: 3 → 5 at once; 3 run now');
  expect((await muster.muster('scale', '5')).stderr).toContain('open: 5 at once, as before; 3 run now');
  expect((await muster.muster('pause')).stderr).toContain('open is paused: nothing new starts; 3 go on running');
  expect((await muster.muster('resume')).stderr).toContain('open is resumed: up to 5 at once; 3 run now');
  expect((await muster.muster('logs', 'bad')).stdout).toBe('no');
  expect((await muster.muster('describe', 'open/net/bad.sh')).stdout).toContain('exit-code: exit code 3');

  const cancelled = await muster.muster('cancel', 'b', '--reason', 'seen enough');
  expect(cancelled.stderr).toContain('b.sh: cancelled; run open goes on');
  const followed = muster.start(['logs', '-f', 'a']);
  writeFileSync(gate, '');
  expect((await followed).stdout).toBe('waiting\ndone');
  const ended = await muster.muster('wait');
  expect(ended.exitCode, ended.stderr).toBe(1);

  const document: unknown = JSON.parse((await muster.muster('results', 'open', '-o', 'json')).stdout);
  expect(document).toMatchObject({ source: 'report', state: 'failed', totals: { failed: 1, cancelled: 1, passed: 2 } });
  for (const name of ['results', 'list', 'status', 'describe'] as const) {
    const printed: unknown = JSON.parse((await muster.muster(name, '-o', 'json')).stdout);
    const fits = new Ajv2020({ strict: false }).compile(JSON.parse(publishedSchemas[name].json()) as object);
    expect([name, fits(printed), fits.errors]).toEqual([name, true, null]);
  }
  expect((await muster.muster('list', '--state', 'failed', '-o', 'name')).stdout).toBe('open');
  const slip = await muster.muster('results', 'opne');
  expect(slip.exitCode).toBe(2);
  expect(slip.stderr).toContain('did you mean open?');
  expect((await muster.muster('scale', '4')).stderr).toContain('No run is open');
});
