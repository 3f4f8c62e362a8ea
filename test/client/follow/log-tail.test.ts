import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLogTail, tailLines } from '../../../src/client/follow/log-tail.ts';
import { SHOWN_LOG_BYTES } from '../../../src/shared/limits.ts';

let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-log-tail-'));
  await mkdir(join(dir, '.muster'));
  const manifest = { workflowId: 'muster-run-demo', runId: 'run-1', resultNames: ['long', 'net__a'] };
  await writeFile(join(dir, '.muster', 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(dir, 'long.log'), `${'x'.repeat(99)}\n`.repeat(2_000));
  await writeFile(join(dir, 'net__a.log'), 'one\ntwo\n');
  await writeFile(join(dir, 'empty.log'), '');
});

afterAll(() => rm(dir, { recursive: true, force: true }));

it('the end of a log is read, whole lines only, and no more of a long one than can be looked at', async () => {
  expect((await readLogTail(dir, 'run-1', { path: 'net/a.sh', resultName: 'net__a' })).lines).toEqual(['one', 'two']);
  const { lines } = await readLogTail(dir, 'run-1', { path: 'long.sh', resultName: 'long' });
  expect(lines.length).toBe(Math.floor(SHOWN_LOG_BYTES / 100));
  expect(new Set(lines)).toEqual(new Set(['x'.repeat(99)]));
});

it.each([
  ['of another run', 'run-2', 'net__a', 'not on this machine'],
  ['of a script that has not started', 'run-1', 'none', 'no log yet'],
  ['of a script that is silent', 'run-1', 'empty', 'nothing yet'],
])('a log %s is not shown, and why is said', async (_, runId, resultName, problem) => {
  const tail = await readLogTail(dir, runId, { path: 'x.sh', resultName });
  expect(tail.lines).toEqual([]);
  expect(tail.problem).toContain(problem);
});

it('a results directory of another machine is said to be one', async () => {
  expect((await readLogTail('/nowhere/results', 'run-1', { path: 'a.sh' })).problem).toContain('not on this machine');
  expect((await readLogTail('', 'run-1', { path: 'a.sh' })).problem).toContain('not on this machine');
});

it('colours, moved cursors and overwritten progress bars leave plain lines', () => {
  expect(tailLines('\u001b[31mred\u001b[0m\ta\n10%\r100%\r\n\u001b[2Jx\n', true)).toEqual(['red    a', '100%', 'x']);
  expect(tailLines('rest of a line\nwhole\n', false)).toEqual(['whole']);
});
