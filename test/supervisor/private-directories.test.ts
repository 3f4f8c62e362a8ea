import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  PRIVATE_PREFIX,
  removeDirectoriesOf,
  removeOrphanedDirectories,
} from '../../src/supervisor/private-directories.ts';
import { ownWorkerMark } from '../../src/supervisor/worker-mark.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const isLinux = process.platform === 'linux';

/** Of a worker on this host that has ended. */
function goneMark(): string {
  const [view, pid, startTime, random] = ownWorkerMark().split('-');
  return [view, pid, Number(startTime) - 1, random].join('-');
}

async function makeDirectories(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'kubeconfig'), 'secret');
  }
}

test.runIf(isLinux)('only private directories of workers that are gone are removed', async () => {
  const dir = await temporaryDirectory();
  const gone = goneMark();
  const kept = [
    `${PRIVATE_PREFIX}${ownWorkerMark()}-a1b2c3`,
    'muster-tools-abc',
    `${PRIVATE_PREFIX}a1b2c3`,
    `other-${gone}-abc`,
  ];
  await makeDirectories(dir, [...kept, `${PRIVATE_PREFIX}${gone}-a1b2c3`]);
  await removeOrphanedDirectories(dir);
  expect((await readdir(dir)).toSorted()).toEqual(kept.toSorted());
});

test.runIf(isLinux)('a directory of another user stays, whatever its name says', async () => {
  const dir = await temporaryDirectory();
  const name = `${PRIVATE_PREFIX}${goneMark()}-a1b2c3`;
  await makeDirectories(dir, [name]);
  const own = process.getuid?.() ?? 0;
  const getuid = vi.spyOn(process, 'getuid').mockReturnValue(own + 1);
  onTestFinished(() => getuid.mockRestore());
  await removeOrphanedDirectories(dir);
  expect(await readdir(join(dir, name))).toEqual(['kubeconfig']);
});

test.runIf(isLinux)('a link and a file stay, and what the link leads to', async () => {
  const dir = await temporaryDirectory();
  const gone = goneMark();
  await makeDirectories(dir, ['target']);
  const link = `${PRIVATE_PREFIX}${gone}-a1b2c3`;
  const file = `${PRIVATE_PREFIX}${gone}-d4e5f6`;
  await symlink(join(dir, 'target'), join(dir, link));
  await writeFile(join(dir, file), '');
  await removeOrphanedDirectories(dir);
  expect((await readdir(dir)).toSorted()).toEqual([link, file, 'target'].toSorted());
  expect(await readdir(join(dir, 'target'))).toEqual(['kubeconfig']);
});

test('every directory of one worker goes, also where a mark says nothing; those of others stay', async () => {
  const dir = await temporaryDirectory();
  const [own, other] = ['0123456789abcdef', '0123456789abcdee'];
  const kept = [`${PRIVATE_PREFIX}${other}-a1b2c3`, `${PRIVATE_PREFIX}${own}`, `other-${own}-a1b2c3`];
  await makeDirectories(dir, [...kept, `${PRIVATE_PREFIX}${own}-a1b2c3`, `${PRIVATE_PREFIX}${own}-d4e5f6`]);
  await removeDirectoriesOf(dir, own);
  expect((await readdir(dir)).toSorted()).toEqual(kept.toSorted());
});
