import { access, constants, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FailureType } from '../shared/failure-types.ts';
import { resultsLayout } from './layout.ts';
import { acquireLock, releaseLock, requireUnlocked, type IsOwnerOpen, type ResultsOwner } from './lock.ts';
import { makeDirectory } from './make-directory.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { errorCodeOf, ResultsError, unwritable, writing } from './results-error.ts';
import { setAside } from './set-aside.ts';

/**
 * Makes the directory this run's: creates it, locks it, moves an earlier run's files to `.muster/previous`. Doing it
 * again for the same run changes nothing. Throws `Results.InUse` or `Results.Unwritable`.
 */
export async function openResults(
  dir: string,
  owner: ResultsOwner,
  resultNames: readonly string[],
  isOwnerOpen: IsOwnerOpen,
): Promise<void> {
  const layout = resultsLayout(dir);
  requireBelowRoot(dir);
  await writing(dir, () => makeDirectory(layout.hidden));
  await acquire(dir, owner, isOwnerOpen);
  try {
    await writing(dir, async () => {
      const manifest = await readManifest(layout);
      if (manifest !== undefined && manifest.runId !== owner.runId) await setAside(layout, manifest);
      await makeDirectory(layout.scenarios);
      await makeDirectory(layout.attempts);
      await writeManifest(layout, { workflowId: owner.workflowId, runId: owner.runId, resultNames: [...resultNames] });
    });
  } catch (error) {
    await releaseLock(layout, owner).catch(() => undefined);
    throw error;
  }
}

/** Throws `Results.InUse` when another run has the directory that may be open; changes nothing. */
export async function requireFreeResults(
  dir: string,
  temporalNamespaceId: string,
  isOwnerOpen: IsOwnerOpen,
): Promise<void> {
  await writing(dir, () => requireUnlocked(resultsLayout(dir), temporalNamespaceId, isOwnerOpen));
}

/** Gives the directory back before the run has a report, because it will never have one. Nothing when it is not the run's. */
export async function giveBackResults(dir: string, owner: Pick<ResultsOwner, 'workflowId' | 'runId'>): Promise<void> {
  await writing(dir, () => releaseLock(resultsLayout(dir), owner));
}

/** Only file errors mean that the directory cannot be written; that Temporal does not answer is another matter. */
async function acquire(dir: string, owner: ResultsOwner, isOwnerOpen: IsOwnerOpen): Promise<void> {
  try {
    await acquireLock(resultsLayout(dir), owner, isOwnerOpen);
  } catch (error) {
    throw errorCodeOf(error) === undefined ? error : unwritable(dir, error);
  }
}

/**
 * Whether results could be written there, without leaving anything: for a clear word before a run is started. Throws
 * `Results.Unwritable`.
 */
export async function checkResultsDir(dir: string): Promise<void> {
  requireBelowRoot(dir);
  await writing(dir, async () => {
    const existing = await nearestExisting(dir);
    if (!(await stat(existing)).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    await access(existing, constants.W_OK | constants.X_OK);
    // What may be written need not be able to hold a directory: /proc, or a full disk.
    await rmdir(await mkdtemp(join(existing, '.muster-')));
  });
}

/** Nobody means it, and everything there would be ours to move aside. */
function requireBelowRoot(dir: string): void {
  if (dirname(resolve(dir)) !== resolve(dir)) return;
  const text = `The results directory ${dir} cannot be written: it is the root of the file system.`;
  throw new ResultsError(FailureType.ResultsUnwritable, text);
}

async function nearestExisting(path: string): Promise<string> {
  for (let candidate = path; ; candidate = dirname(candidate)) {
    try {
      await stat(candidate);
      return candidate;
    } catch (error) {
      if (errorCodeOf(error) !== 'ENOENT' || dirname(candidate) === candidate) throw error;
    }
  }
}
