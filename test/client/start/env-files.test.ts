import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ClientError } from '../../../src/client/errors.ts';
import { readEnvFiles } from '../../../src/client/start/env-files.ts';
import { ENV_FILE_BYTES_MAX } from '../../../src/shared/limits.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const mkfifo = (path: string) => promisify(execFile)('mkfifo', [path]);

async function refusalOf(path: string, timeoutMs?: number): Promise<ClientError> {
  const error: unknown = await readEnvFiles([path], timeoutMs).then(
    () => new Error('it was accepted'),
    (refusal: unknown) => refusal,
  );
  if (error instanceof ClientError) return error;
  throw error;
}

test('of a name that several files set, the last file wins', async () => {
  const dir = await temporaryDirectory({ 'a.env': 'A=1\nB=1', 'b.env': 'export B="2"' });
  const variables = await readEnvFiles([join(dir, 'a.env'), join(dir, 'b.env')]);
  expect(Object.fromEntries(variables)).toEqual({ A: '1', B: '2' });
  expect((await readEnvFiles([])).size).toBe(0);
});

test('a file may be a pipe, which is read to its end however slowly that comes', async () => {
  const dir = await temporaryDirectory();
  const path = join(dir, 'pipe');
  await mkfifo(path);
  const writer = spawn('bash', [
    '-c',
    'exec 3<>"$0"; echo ready; { printf A=; sleep 0.2; echo slow; } >&3; sleep 0.2',
    path,
  ]);
  onTestFinished(() => void writer.kill());
  await new Promise((resolve) => writer.stdout.once('data', resolve));
  expect(Object.fromEntries(await readEnvFiles([path]))).toEqual({ A: 'slow' });
});

describe('is refused with the path and exit code 2, and never with a word of its content:', () => {
  const secret = 'hunter2-hunter2';

  test.each<[string, string | Buffer, RegExp]>([
    ['a line that is no assignment', `A=1\n${secret}\n`, /bad\.env:2: expected NAME=value/],
    ['a name that cannot be one', `A-${secret}=1`, /bad\.env:1: expected NAME=value/],
    ['a name that comes twice', `A=${secret}\nA=${secret}`, /bad\.env:2: sets again what line 1 sets/],
    ['a NUL byte', `A=1\nB=${secret}\0\n`, /bad\.env:2: expected text, found a NUL byte/],
    ['bytes that are not UTF-8', Buffer.from(`A=ä\nB=${secret}\xff\n`, 'latin1'), /bad\.env:1: expected UTF-8/],
    [
      'such bytes further down',
      Buffer.concat([Buffer.from('A=ä\n\nB='), Buffer.of(0xff)]),
      /bad\.env:3: expected UTF-8/,
    ],
    ['UTF-16', Buffer.from(`\ufeffA=${secret}`, 'utf16le'), /bad\.env:1: expected UTF-8/],
    ['more than 1 MiB', `A=${'x'.repeat(ENV_FILE_BYTES_MAX)}`, /bad\.env is larger than 1024 KiB/],
    ['10 MB', Buffer.alloc(10_000_000, `A=${secret}\n`), /bad\.env is larger than 1024 KiB/],
  ])('%s', async (_, content, message) => {
    const dir = await temporaryDirectory({ 'bad.env': content });
    const refusal = await refusalOf(join(dir, 'bad.env'));
    expect(refusal.message).toMatch(message);
    expect(refusal.exitCode).toBe(2);
    expect(JSON.stringify([refusal.message, refusal.why, refusal.fixes])).not.toContain('hunter2');
  });

  test('one that does not exist', async () => {
    expect((await refusalOf('/no/such.env')).message).toBe('--env-file: /no/such.env does not exist');
  });

  test('a directory, a device', async () => {
    const dir = await temporaryDirectory();
    expect((await refusalOf(dir)).message).toContain('is not a file');
    expect((await refusalOf('/dev/zero')).message).toContain('is not a file');
  });

  test.skipIf(process.getuid?.() === 0)('one that may not be read', async () => {
    const dir = await temporaryDirectory();
    writeFileSync(join(dir, 'locked.env'), 'A=1', { mode: 0 });
    expect((await refusalOf(join(dir, 'locked.env'))).message).toContain('cannot be read: EACCES');
  });

  test('one below a file', async () => {
    const dir = await temporaryDirectory({ file: '' });
    mkdirSync(join(dir, 'other'));
    expect((await refusalOf(join(dir, 'file', 'a.env'))).message).toContain('cannot be read: ENOTDIR');
  });

  test('a pipe that is closed without a word, as that of a command that failed', async () => {
    const path = join(await temporaryDirectory(), 'pipe');
    await mkfifo(path);
    const writer = spawn('bash', ['-c', ': > "$0"', path]);
    onTestFinished(() => void writer.kill());
    expect((await refusalOf(path)).message).toContain('nothing was written into');
  });

  test('a pipe that nobody writes into', async () => {
    const path = join(await temporaryDirectory(), 'pipe');
    await mkfifo(path);
    expect((await refusalOf(path, 50)).message).toContain('did not end within 0.05 s');
  });
});
