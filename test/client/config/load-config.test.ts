import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { ClientError } from '../../../src/client/errors.ts';
import { findConfig } from '../../../src/client/config/find-config.ts';
import { loadConfig } from '../../../src/client/config/load-config.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const isRoot = process.getuid?.() === 0;

/** A repository with these files; searches end there. */
async function repository(files: Readonly<Record<string, string | Buffer>> = {}): Promise<string> {
  const dir = await temporaryDirectory(files);
  mkdirSync(join(dir, '.git'), { recursive: true });
  mkdirSync(join(dir, 'a', 'b'), { recursive: true });
  return dir;
}

async function refusal(loaded: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await loaded.then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ClientError) return error;
  throw error;
}

it('the nearest file holds, from the current directory up to the root of the repository', async () => {
  const dir = await repository({ 'muster.config.yaml': 'retries: 1', 'a/muster.config.json': '{"retries": 2}' });
  const below = await loadConfig(undefined, join(dir, 'a', 'b'));
  expect(below).toMatchObject({ values: { retries: 2 }, dir: join(dir, 'a'), name: join(dir, 'a/muster.config.json') });
  expect(await loadConfig(undefined, dir)).toMatchObject({ values: { retries: 1 }, name: 'muster.config.yaml' });
  mkdirSync(join(dir, 'a', 'b', '.git'));
  expect(await loadConfig(undefined, join(dir, 'a', 'b'))).toBeUndefined();
});

test.each([
  ['muster.config.yaml', 'retries: 3'],
  ['muster.config.yml', 'retries: 3'],
  ['muster.config.json', '{ "retries": 3 }'],
  ['package.json', '{ "name": "x", "muster": { "retries": 3 } }'],
])('%s is one', async (name, text) => {
  const dir = await repository({ [name]: text });
  expect(await loadConfig(undefined, dir)).toMatchObject({ values: { retries: 3 }, path: join(dir, name) });
});

it('a package.json that says nothing of settings is none, and the search goes on above it', async () => {
  const dir = await repository({
    'muster.config.yaml': 'retries: 1',
    'a/package.json': '{ "bin": { "muster": "x" }, "dependencies": { "muster": "1" } }',
    'a/b/package.json': 'not JSON at all',
  });
  expect(await loadConfig(undefined, join(dir, 'a', 'b'))).toMatchObject({ values: { retries: 1 } });
});

it('two side by side are refused, by name; naming one of them helps', async () => {
  const dir = await repository({
    'muster.config.yaml': 'retries: 1',
    'package.json': '{ "muster": { "retries": 2 } }',
  });
  const error = await refusal(loadConfig(undefined, dir));
  expect(error).toMatchObject({ exitCode: 2, type: 'Config.Unusable' });
  expect(error.message).toContain('muster.config.yaml and "muster" in package.json');
  expect(await loadConfig('package.json', dir)).toMatchObject({ values: { retries: 2 } });
});

it('--no-config looks for none, however broken it is', async () => {
  const dir = await repository({ 'muster.config.yaml': 'retries: many' });
  expect(await loadConfig(false, dir)).toBeUndefined();
});

test.each([
  ['a directory', async (dir: string) => mkdirSync(join(dir, 'muster.config.yaml')), 'is a directory'],
  ['a link to nothing', async (dir: string) => symlinkSync('gone', join(dir, 'muster.config.yaml')), 'does not exist'],
  [
    'too large a file',
    async (dir: string) => writeFileSync(join(dir, 'muster.config.yaml'), ' '.repeat(1024 * 1024 + 1)),
    'more than 1048576 bytes',
  ],
  [
    'a file that is no text',
    async (dir: string) => writeFileSync(join(dir, 'muster.config.yaml'), Buffer.from([0xff, 0xfe, 0x61, 0x00])),
    'is not UTF-8 text',
  ],
  [
    'a package.json that is no JSON but speaks of muster',
    async (dir: string) => writeFileSync(join(dir, 'package.json'), '{ "muster": { "retries": 1, } }'),
    'is not valid JSON',
  ],
])('%s is refused with a sentence', async (_, make, said) => {
  const dir = await repository();
  await make(dir);
  const error = await refusal(loadConfig(undefined, dir));
  expect(error.message).toContain(said);
  expect(error).toMatchObject({ exitCode: 2, type: 'Config.Unusable' });
});

it.skipIf(isRoot)('a file that may not be read is refused with a sentence', async () => {
  const dir = await repository({ 'muster.config.yaml': 'retries: 1' });
  chmodSync(join(dir, 'muster.config.yaml'), 0);
  expect((await refusal(loadConfig(undefined, dir))).message).toContain('cannot be read (EACCES)');
});

test.each([
  ['none.yaml', 'does not exist'],
  ['a', 'is a directory'],
  ['/dev/null', 'is not a file'],
  ['package.json', 'holds no "muster"'],
])('--config %s is refused with a sentence', async (file, said) => {
  const dir = await repository({ 'package.json': '{}' });
  expect((await refusal(loadConfig(file, dir))).message).toContain(said);
});

it('problems are told with file, line and column', async () => {
  const dir = await repository({ 'muster.config.yaml': 'maxParallel: 8\nretrys: 1\n' });
  const error = await refusal(loadConfig(undefined, dir));
  expect(error).toMatchObject({ exitCode: 2, type: 'Config.Invalid' });
  expect(error.message).toContain('muster.config.yaml:2:1: retrys: is not a setting; did you mean retries?');
});

const other = 12_345;

it.runIf(isRoot)('one that somebody else has put there is not used unless it is named, wherever it lies', async () => {
  const dir = await repository({ 'muster.config.yaml': 'retries: 1' });
  const inside = join(dir, 'a');
  chownSync(join(dir, 'muster.config.yaml'), other, other);
  await expect(loadConfig(undefined, inside)).rejects.toMatchObject({ type: 'Config.Unusable' });
  await expect(loadConfig(undefined, dir)).rejects.toMatchObject({ type: 'Config.Unusable' });
  expect(await loadConfig('../muster.config.yaml', inside)).toMatchObject({ values: { retries: 1 } });
});

it.runIf(isRoot)('one in a checkout that belongs to another user as a whole, as in a container, is used', async () => {
  const dir = await repository({ 'muster.config.yaml': 'retries: 1' });
  const inside = join(dir, 'a');
  chownSync(join(dir, 'muster.config.yaml'), other, other);
  chownSync(inside, other, other);
  expect(findConfig(inside, 0)).toBe(join(dir, 'muster.config.yaml'));
  chownSync(dir, other, other);
  expect(findConfig(dir, 0)).toBe(join(dir, 'muster.config.yaml'));
});

it.runIf(isRoot)('the owner of a directory that everybody may write to is no reason for trust', async () => {
  const dir = await repository({ 'muster.config.yaml': 'retries: 1' });
  chownSync(join(dir, 'muster.config.yaml'), other, other);
  chownSync(dir, other, other);
  chmodSync(dir, 0o1777);
  expect(() => findConfig(dir, 0)).toThrow(expect.objectContaining({ type: 'Config.Unusable' }));
  expect(findConfig(dir, other)).toBe(join(dir, 'muster.config.yaml'));
});
