import { createHash } from 'node:crypto';
import { mkdir, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { discoverScenarios } from '../../src/scenarios/index.ts';
import { METADATA_BYTES_MAX, SCRIPT_FILE_BYTES_MAX } from '../../src/shared/limits.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function pathsIn(files: Record<string, string>, isNamed?: (path: string) => boolean): Promise<string[]> {
  const found = await discoverScenarios(await temporaryDirectory(files), isNamed);
  return found.map(({ path }) => path);
}

describe('discoverScenarios', () => {
  test('finds scripts at every depth, in the order of find | LC_ALL=C sort', async () => {
    const files = { 'b.sh': '', 'B.sh': '', 'a/z.sh': '', 'a-b.sh': '', 'a/ä.sh': '', 'a/b/c.sh': '', 'notes.md': '' };
    expect(await pathsIn(files)).toEqual(['B.sh', 'a-b.sh', 'a/b/c.sh', 'a/z.sh', 'a/ä.sh', 'b.sh']);
  });

  test('leaves out hidden entries and node_modules', async () => {
    const files = { 'a.sh': '', '.b.sh': '', '.git/hooks/c.sh': '', 'node_modules/x/d.sh': '' };
    expect(await pathsIn(files)).toEqual(['a.sh']);
  });

  test('takes a file without .sh only when it is named and has a shebang', async () => {
    const files = { tool: '#!/bin/sh\n', other: '#!/bin/sh\n', text: 'no shebang' };
    expect(await pathsIn(files, (path) => path !== 'other')).toEqual(['tool']);
  });

  test('follows links to files, but not loops of directories or broken links', async () => {
    const dir = await temporaryDirectory({ 'real/a.sh': 'echo a' });
    await symlink(dir, join(dir, 'real', 'loop'));
    await symlink(join(dir, 'real', 'a.sh'), join(dir, 'link.sh'));
    await symlink(join(dir, 'nowhere'), join(dir, 'broken.sh'));
    expect((await discoverScenarios(dir)).map(({ path }) => path)).toEqual(['link.sh', 'real/a.sh']);
  });

  test('a directory called like a script is no script', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'a.sh'));
    expect(await discoverScenarios(dir)).toEqual([]);
  });

  test('hashes the whole file, but looks for metadata in its beginning only', async () => {
    const text = `${'#\n'.repeat(METADATA_BYTES_MAX)}# @meta\n# name: late\n# @endmeta\n`;
    const [found] = await discoverScenarios(await temporaryDirectory({ 'a.sh': text }));
    expect(found?.digest).toBe(createHash('sha256').update(text).digest('hex'));
    expect(found?.metadata?.fields.name).toBeUndefined();
  });

  test('a script with bad metadata is found, with its problems', async () => {
    const [found] = await discoverScenarios(await temporaryDirectory({ 'a.sh': '# @meta\n# timeout: 10\n# @endmeta' }));
    expect(found).toMatchObject({ path: 'a.sh', problems: [{ line: 2, key: 'timeout' }] });
    expect(found).not.toHaveProperty('metadata');
  });

  test('a file too large to be a script is found, with that problem', async () => {
    const dir = await temporaryDirectory({ 'a.sh': '' });
    await truncate(join(dir, 'a.sh'), SCRIPT_FILE_BYTES_MAX + 1);
    expect(await discoverScenarios(dir)).toMatchObject([{ problems: [{ found: 'a larger file' }] }]);
  });

  test('a missing directory is Plan.NoDirectory, and so is a file', async () => {
    const dir = await temporaryDirectory({ file: '' });
    await expect(discoverScenarios(join(dir, 'gone'))).rejects.toMatchObject({
      type: 'Plan.NoDirectory',
      message: expect.stringContaining('does not exist') as string,
    });
    await expect(discoverScenarios(join(dir, 'file'))).rejects.toMatchObject({ type: 'Plan.NoDirectory' });
  });
});
