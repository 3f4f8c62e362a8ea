import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PRIVATE_PREFIX, removeOrphanedDirectories } from '../../src/supervisor/private-directories.ts';
import { ownWorkerMark } from '../../src/supervisor/worker-mark.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test.runIf(process.platform === 'linux')('only private directories of workers that are gone are removed', async () => {
  const dir = await temporaryDirectory();
  const living = ownWorkerMark();
  const [view, pid, startTime, random] = living.split('-');
  const gone = [view, pid, Number(startTime) - 1, random].join('-');
  const kept = [
    `${PRIVATE_PREFIX}${living}-a1b2c3`,
    'muster-tools-abc',
    `${PRIVATE_PREFIX}a1b2c3`,
    `other-${gone}-abc`,
  ];
  for (const name of [...kept, `${PRIVATE_PREFIX}${gone}-a1b2c3`]) {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'kubeconfig'), 'secret');
  }
  await removeOrphanedDirectories(dir);
  expect((await readdir(dir)).toSorted()).toEqual(kept.toSorted());
});
