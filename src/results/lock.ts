import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { jsonText } from '../report/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { RESULT_FILE_BYTES_MAX } from '../shared/limits.ts';
import { readJson } from './json-file.ts';
import type { ResultsLayout } from './layout.ts';
import { readPlainFile } from './plain-file.ts';
import { errorCodeOf, ResultsError } from './results-error.ts';

/** The run that a results directory belongs to. */
export interface ResultsOwner {
  readonly runName: string;
  readonly temporalNamespaceId: string;
  readonly workflowId: string;
  /** Temporal's run id. */
  readonly runId: string;
}

const lockSchema = z.object({
  runName: z.string(),
  temporalNamespaceId: z.string(),
  workflowId: z.string(),
  runId: z.string(),
  createdAt: z.string(),
});

/** `unknown`: this Temporal does not know the run. */
export type IsOwnerOpen = (workflowId: string, runId: string) => Promise<'open' | 'closed' | 'unknown'>;

/**
 * Takes the directory for one run; taking it again is no error. A lock whose run is closed, or no longer known to the
 * same Temporal namespace, is stale and replaced. Otherwise throws `Results.InUse`.
 */
export async function acquireLock(layout: ResultsLayout, owner: ResultsOwner, isOwnerOpen: IsOwnerOpen): Promise<void> {
  // Twice, because the lock that was in the way may be given back or taken over in between.
  for (let turn = 0; turn < 2; turn += 1) {
    if (await createLock(layout, owner)) return;
    const text = await textOf(layout.lock).catch(() => '');
    const holder = lockSchema.safeParse(await readJson(layout.lock)).data;
    if (holder?.runId === owner.runId && holder.temporalNamespaceId === owner.temporalNamespaceId) return;
    if (holder !== undefined && !(await isStale(holder, owner, isOwnerOpen))) throw inUse(layout, holder, owner);
    await removeStale(layout, text);
  }
  throw inUse(layout, undefined, owner);
}

/** For a clear word before a run is started: throws `Results.InUse` where {@link acquireLock} would. Changes nothing. */
export async function requireUnlocked(
  layout: ResultsLayout,
  temporalNamespaceId: string,
  isOwnerOpen: IsOwnerOpen,
): Promise<void> {
  const holder = lockSchema.safeParse(await readJson(layout.lock)).data;
  const owner = { runName: '', workflowId: '', runId: '', temporalNamespaceId };
  if (holder !== undefined && !(await isStale(holder, owner, isOwnerOpen))) throw inUse(layout, holder, owner);
}

/** Gives the directory back; nothing happens when it is not this run's. */
export async function releaseLock(
  layout: ResultsLayout,
  owner: Pick<ResultsOwner, 'workflowId' | 'runId'>,
): Promise<void> {
  const holder = lockSchema.safeParse(await readJson(layout.lock)).data;
  if (holder?.runId === owner.runId && holder.workflowId === owner.workflowId) await rm(layout.lock, { force: true });
}

/** Writes the lock beside its place and links it there: it exists as a whole or not at all, and only once. */
async function createLock(layout: ResultsLayout, owner: ResultsOwner): Promise<boolean> {
  const draft = `${layout.lock}.${randomUUID()}`;
  try {
    await writeFile(draft, jsonText({ ...owner, createdAt: new Date().toISOString() }));
    await link(draft, layout.lock);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isStale(holder: ResultsOwner, owner: ResultsOwner, isOwnerOpen: IsOwnerOpen): Promise<boolean> {
  // Another Temporal's run cannot be asked for: only people can tell whether it is over.
  if (holder.temporalNamespaceId !== owner.temporalNamespaceId) return false;
  return (await isOwnerOpen(holder.workflowId, holder.runId)) !== 'open';
}

/** Removes the very lock that was judged: one that somebody else took in the meantime is put back. */
async function removeStale(layout: ResultsLayout, judged: string): Promise<void> {
  const aside = `${layout.lock}.${randomUUID()}`;
  try {
    await rename(layout.lock, aside);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await textOf(aside)) !== judged) await link(aside, layout.lock).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Empty for what is no file: something else may lie there. */
async function textOf(path: string): Promise<string> {
  return (await readPlainFile(path, RESULT_FILE_BYTES_MAX))?.toString('utf8') ?? '';
}

function inUse(layout: ResultsLayout, holder: ResultsOwner | undefined, owner: ResultsOwner): ResultsError {
  const who = holder === undefined ? 'another run' : `run ${holder.runName} (workflow ${holder.workflowId})`;
  const foreign = holder !== undefined && holder.temporalNamespaceId !== owner.temporalNamespaceId;
  const fix = foreign
    ? `That run is known to another Temporal only; if it is over, delete ${layout.lock}.`
    : 'Wait for it, cancel it, or give another directory with --results-dir.';
  return new ResultsError(FailureType.ResultsInUse, `The results directory ${layout.dir} is in use by ${who}. ${fix}`);
}
