import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifests } from '../../../src/kubernetes/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

test('the objects of several files stand in the order of the files, each with its place', async () => {
  const dir = await temporaryDirectory({
    'b.yaml': `${configMap('b1')}---\n${configMap('b2')}`,
    'a.yaml': configMap('a'),
  });
  symlinkSync(join(dir, 'a.yaml'), join(dir, 'link.yaml'));
  const manifests = await readManifests(['b.yaml', 'link.yaml'].map((name) => join(dir, name)));
  expect(manifests.map(({ name, place }) => `${name} ${place}`)).toEqual([
    `b1 ${dir}/b.yaml, document 1`,
    `b2 ${dir}/b.yaml, document 2`,
    `a ${dir}/link.yaml, document 1`,
  ]);
});

test('a byte order mark is no part of the text', async () => {
  const dir = await temporaryDirectory({ 'bom.yaml': `\uFEFF${configMap('a')}` });
  expect(await readManifests([join(dir, 'bom.yaml')])).toHaveLength(1);
});

describe('what is not a readable file of manifests is refused by its name:', () => {
  test.each([
    ['a file that is missing', 'gone.yaml', 'expected a file that can be read, found nothing'],
    ['a file below a file', 'a.yaml/b.yaml', 'expected a file that can be read, found ENOTDIR'],
    ['a directory', 'dir', 'expected a file, found a directory'],
    ['a named pipe', 'pipe', 'expected a file, found none'],
    ['50 MB', 'large.yaml', 'expected at most 1048576 bytes, found a larger file'],
    ['other bytes than UTF-8', 'latin1.yaml', 'expected text in UTF-8, found other bytes'],
    ['an empty file', 'empty.yaml', 'expected at least one object, found none'],
  ])('%s', async (_what, name, message) => {
    const dir = await temporaryDirectory({
      'a.yaml': configMap('a'),
      'dir/x': '',
      'large.yaml': '',
      'empty.yaml': '',
      'latin1.yaml': Buffer.from('caf\u00e9', 'latin1'),
    });
    truncateSync(join(dir, 'large.yaml'), 50_000_000);
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(dir, 'pipe')]);
    const path = join(dir, name);
    await expect(readManifests([path])).rejects.toMatchObject({
      type: 'Namespace.InvalidManifest',
      retryable: false,
      message: `${path}: ${message}`,
    });
  });

  test.skipIf(process.getuid?.() === 0)('a file without the right to read it', async () => {
    const dir = await temporaryDirectory({ 'a.yaml': configMap('a') });
    chmodSync(join(dir, 'a.yaml'), 0o000);
    await expect(readManifests([join(dir, 'a.yaml')])).rejects.toMatchObject({
      message: expect.stringContaining('EACCES') as string,
    });
  });

  test('more objects in all files together than are applied', async () => {
    const many = Array.from({ length: 60 }, (_, index) => configMap(`m-${index}`)).join('---\n');
    const dir = await temporaryDirectory({ 'a.yaml': many, 'b.yaml': many });
    await expect(readManifests([join(dir, 'a.yaml'), join(dir, 'b.yaml')])).rejects.toMatchObject({
      message: `${dir}/b.yaml: expected at most 100 objects in all files together`,
    });
  });
});
