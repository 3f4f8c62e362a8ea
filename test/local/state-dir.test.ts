import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { SOCKET_PATH_BYTES_MAX } from '../../src/shared/limits.ts';
import { defaultStateDir, makePrivateDir, socketPathOf } from '../../src/local/state-dir.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('the state directory follows XDG_STATE_HOME, which must be absolute', () => {
  expect(defaultStateDir({ XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/x/muster');
  expect(defaultStateDir({ XDG_STATE_HOME: 'x', HOME: '/h' })).toBe('/h/.local/state/muster');
  expect(defaultStateDir({ XDG_STATE_HOME: '', HOME: '/h' })).toBe('/h/.local/state/muster');
  expect(defaultStateDir({ HOME: '/h' })).toBe('/h/.local/state/muster');
});

test('a socket lies in its state directory when the path is short enough', () => {
  expect(socketPathOf('/s/muster')).toBe('/s/muster/background.sock');
});

test('the socket of a long path lies in a private temporary directory, always the same one', async () => {
  const temporary = await temporaryDirectory();
  const long = `/${'é'.repeat(60)}`;
  const path = socketPathOf(long, temporary);
  expect(path.startsWith(`${temporary}/`)).toBe(true);
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(SOCKET_PATH_BYTES_MAX);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(socketPathOf(long, temporary)).toBe(path);
  expect(socketPathOf(`${long}2`, temporary)).not.toBe(path);
});

test('no short path at all is said, with the way out', () => {
  expect(() => socketPathOf(`/${'a'.repeat(120)}`, `/${'b'.repeat(120)}`)).toThrow(
    expect.objectContaining({ type: 'Local.ShortPath', fix: expect.stringContaining('XDG_STATE_HOME') }),
  );
});

test('a private directory is taken from group and others', async () => {
  const path = join(await temporaryDirectory(), 'open');
  mkdirSync(path);
  chmodSync(path, 0o755);
  makePrivateDir(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a link in the place of the private directory is refused', async () => {
  const directory = await temporaryDirectory();
  symlinkSync(directory, join(directory, 'link'));
  expect(() => makePrivateDir(join(directory, 'link'))).toThrow(expect.objectContaining({ type: 'Local.Unsafe' }));
});
