import { expect, it } from 'vitest';
import { callProgram } from '../support/call-program.ts';

it('tells what a code means, why, what helps and its exit code, however it is spelt', async () => {
  const { out, code } = await callProgram('/', ['explain', 'run.unknown']);
  expect(code).toBe(0);
  expect(out).toMatch(/^Run\.Unknown\n {2}means .+\n {2}why .+\n {2}fix .+\n(?: {9}.+\n)* {2}exit {3}2\n$/);
});

it('tells all of them, as data too', async () => {
  expect((await callProgram('/', ['explain'])).out).toContain('Cluster.NoContext');
  expect(JSON.parse((await callProgram('/', ['explain', 'Run.Unknown', '-o', 'json'])).out)).toMatchObject({
    type: 'Run.Unknown',
    exitCode: 2,
  });
});

it('a code that there is not is a usage error with the nearest', async () => {
  const { err, code } = await callProgram('/', ['explain', 'Run.Unknwon']);
  expect(code).toBe(2);
  expect(err).toContain('did you mean Run.Unknown?');
});
