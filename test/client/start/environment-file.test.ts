import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { environmentFileOwnerOf } from '../../../src/shared/environment-file-name.ts';
import { removeEnvironmentFile, writeEnvironmentFile } from '../../../src/client/start/environment-file.ts';

const owner = { runName: 'demo', isLocal: true };
let environmentDir: string;
beforeEach(() => {
  environmentDir = join(mkdtempSync(join(tmpdir(), 'muster-env-')), 'env');
});
afterEach(() => rmSync(dirname(environmentDir), { recursive: true }));

it('only the caller can read it, and it holds the environment as it is', async () => {
  const path = await writeEnvironmentFile(environmentDir, owner, { A: '1', UNSET: undefined, TOKEN: 'secret\n"x"' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(dirname(path)).toBe(environmentDir);
  expect(environmentFileOwnerOf(basename(path))).toEqual(owner);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    variables: { A: '1', TOKEN: 'secret\n"x"' },
    secretNames: [],
  });
});

it('what steers this command is not handed to scripts that may run muster themselves', async () => {
  const path = await writeEnvironmentFile(environmentDir, owner, {
    MUSTER_ATTACHED: '1',
    MUSTER_DEBUG: '1',
    MUSTER_OTHER: 'x',
  });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ variables: { MUSTER_OTHER: 'x' } });
  const fromFile = await writeEnvironmentFile(environmentDir, owner, {}, new Map([['MUSTER_ATTACHED', '1']]));
  expect(JSON.parse(readFileSync(fromFile, 'utf8'))).toMatchObject({ variables: {} });
});

it('variables of env files lie over those of the shell, and are secret', async () => {
  const files = new Map([
    ['A', 'from file'],
    ['B', 'too'],
  ]);
  const path = await writeEnvironmentFile(environmentDir, owner, { A: 'from shell', C: 'c' }, files);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    variables: { A: 'from file', B: 'too', C: 'c' },
    secretNames: ['A', 'B'],
  });
});

it('a second start of one name, which may be refused, leaves the first one its file', async () => {
  const first = await writeEnvironmentFile(environmentDir, owner, { A: 'first' });
  const second = await writeEnvironmentFile(environmentDir, owner, { A: 'second' });
  await removeEnvironmentFile(second);
  expect(JSON.parse(readFileSync(first, 'utf8'))).toMatchObject({ variables: { A: 'first' } });
});

it('a file that the run has removed itself can be removed again', async () => {
  const path = await writeEnvironmentFile(environmentDir, owner, {});
  await removeEnvironmentFile(path);
  await expect(removeEnvironmentFile(path)).resolves.toBeUndefined();
});
