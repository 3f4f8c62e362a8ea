import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crashText, writeCrashFile } from '../../src/client/crash-file.ts';
import { CRASH_FILES_MAX } from '../../src/shared/limits.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const error = new TypeError('no such thing: hunter2hunter2', { cause: new Error('what was behind it') });
const crash = { error, argv: ['run', 'my/dir', '--quota=cpu=1', '-j', '8'], version: '1.2.3', nowMs: 0 };
const env = { API_TOKEN: 'hunter2hunter2', PLAIN: 'visible-value' };

it('tells stacks with their causes, the command and its options, and nothing that was typed or set beside them', () => {
  const text = crashText(crash, env);
  expect(text).toContain('crash-file.test');
  expect(text).toContain('what was behind it');
  expect(text).toContain('command run --quota=… -j');
  for (const secret of ['hunter2', 'my/dir', 'cpu=1', 'visible-value', 'API_TOKEN']) expect(text).not.toContain(secret);
});

it('lies below the state directory for its user alone, and the oldest go', async () => {
  const base = await temporaryDirectory();
  mkdirSync(join(base, 'muster'));
  const paths = Array.from({ length: CRASH_FILES_MAX + 2 }, (_, index) =>
    writeCrashFile({ ...crash, nowMs: index * 1_000 }, { XDG_STATE_HOME: base }),
  );
  expect(statSync(paths.at(-1) ?? '').mode & 0o777).toBe(0o600);
  expect(readFileSync(paths.at(-1) ?? '', 'utf8')).toContain('muster 1.2.3');
  expect(readdirSync(join(base, 'muster', 'crashes'))).toHaveLength(CRASH_FILES_MAX);
  expect(existsSync(paths[0] ?? '')).toBe(false);
});

it('does not make a state directory: that would say that something was run here', async () => {
  const base = await temporaryDirectory();
  const path = writeCrashFile(crash, { XDG_STATE_HOME: base });
  expect(existsSync(join(base, 'muster'))).toBe(false);
  expect(path).toBeDefined();
  rmSync(path ?? '', { force: true });
});

it('that it cannot be written is no error of its own', async () => {
  const base = await temporaryDirectory({ 'muster/crashes': 'a file in the way' });
  expect(writeCrashFile(crash, { XDG_STATE_HOME: base })).toBeUndefined();
});
