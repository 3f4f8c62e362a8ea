import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureType } from '../shared/failure-types.ts';
import { DISCOVERED_ENTRIES_MAX, DISCOVERY_DEPTH_MAX } from '../shared/limits.ts';
import { comparePaths } from '../shared/order.ts';
import { PlanError } from './plan-error.ts';

/**
 * Every file below `dir` that `isWanted` accepts, as paths relative to it with `/`, sorted as `find | LC_ALL=C sort`
 * does. Hidden entries and `node_modules` are left out. Links to files count; links to directories are not followed,
 * so there are no loops. Throws `Plan.NoDirectory` when `dir` or a directory in it cannot be read.
 */
export async function findFiles(dir: string, isWanted: (path: string) => boolean): Promise<string[]> {
  await requireDirectory(dir);
  const found: string[] = [];
  let seenCount = 0;
  const open: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await entriesOf(join(dir, next.path))) {
      seenCount += 1;
      if (seenCount > DISCOVERED_ENTRIES_MAX) throw tooMuch(dir, `more than ${DISCOVERED_ENTRIES_MAX} files`);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (next.depth >= DISCOVERY_DEPTH_MAX) throw tooMuch(dir, `more than ${DISCOVERY_DEPTH_MAX} levels`);
        open.push({ path, depth: next.depth + 1 });
      } else if (isWanted(path) && (await isFile(dir, path, entry))) {
        found.push(path);
      }
    }
  }
  return found.toSorted(comparePaths);
}

async function requireDirectory(dir: string): Promise<void> {
  const isDirectory = await stat(dir).then(
    (stats) => stats.isDirectory(),
    (error: NodeJS.ErrnoException) => unreadable(dir, error),
  );
  if (!isDirectory)
    throw new PlanError(FailureType.PlanNoDirectory, `${dir} is not a directory of scenarios: it is a file.`);
}

async function entriesOf(dir: string): Promise<Dirent[]> {
  return readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => unreadable(dir, error));
}

async function isFile(dir: string, path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return stat(join(dir, path)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

function unreadable(dir: string, error: NodeJS.ErrnoException): never {
  const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code ?? 'unknown error'})`;
  throw new PlanError(FailureType.PlanNoDirectory, `The scenarios directory ${dir} ${why}.`, { cause: error });
}

function tooMuch(dir: string, what: string): PlanError {
  return new PlanError(
    FailureType.RunTooManyScenarios,
    `The scenarios directory ${dir} holds ${what}; give one that holds only scenarios.`,
  );
}
