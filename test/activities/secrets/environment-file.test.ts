import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeEnvironmentFile } from '../../../src/activities/secrets/environment-file.ts';
import { environmentFileNameOf } from '../../../src/shared/environment-file-name.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NAME = environmentFileNameOf({ runName: 'demo', isLocal: true }, '01234567-89ab-cdef-0123-456789abcdef');

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

test('a file of ours is removed, and may be gone already', async () => {
  const path = join(await temporaryDirectory(), NAME);
  await writeFile(path, '{}', { mode: 0o600 });
  await removeEnvironmentFile(path);
  expect(await exists(path)).toBe(false);
  await removeEnvironmentFile(path);
});

test('a file of another name is not ours, whatever a run is told', async () => {
  const path = join(await temporaryDirectory(), 'id_ed25519');
  await writeFile(path, 'key', { mode: 0o600 });
  await removeEnvironmentFile(path);
  expect(await exists(path)).toBe(true);
});

test('a file that others can read, a directory and a link are not ours', async () => {
  const dir = await temporaryDirectory();
  const path = join(dir, NAME);
  await writeFile(path, '{}');
  await chmod(path, 0o644);
  await mkdir(join(dir, 'a', NAME), { recursive: true });
  await mkdir(join(dir, 'b'));
  const target = join(dir, 'target');
  await writeFile(target, '{}', { mode: 0o600 });
  await symlink(target, join(dir, 'b', NAME));
  for (const kept of [path, join(dir, 'a', NAME), join(dir, 'b', NAME)]) {
    await removeEnvironmentFile(kept);
    expect(await exists(kept)).toBe(true);
  }
});
