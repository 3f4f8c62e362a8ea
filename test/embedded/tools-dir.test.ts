import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeToolsDir, type BinaryName, type ResolvedBinary } from '../../src/embedded/index.ts';
import { temporaryDir } from './sandbox.ts';

function binary(name: BinaryName, path: string): ResolvedBinary {
  return { name, path, version: '1.0.0', source: 'cache' };
}

test('holds kubectl and helm and nothing else, and follows a newer resolution', async () => {
  const dir = join(await temporaryDir(), 'tools');
  const kubectl = binary('kubectl', '/cache/kubectl');
  await makeToolsDir(dir, { kubectl, helm: binary('helm', '/cache/helm') });
  const path = await makeToolsDir(dir, { kubectl, helm: binary('helm', '/other/helm') });
  expect(path).toBe(dir);
  expect((await readdir(dir)).toSorted()).toEqual(['helm', 'kubectl']);
  expect(await readlink(join(dir, 'helm'))).toBe('/other/helm');
});
