import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentFileNameOf, type EnvironmentFileOwner } from '../../shared/environment-file-name.ts';
import type { Environment } from '../invocation.ts';

/** Steers muster itself, not the scripts: one that runs muster again must not inherit it. */
const ownVariables: ReadonlySet<string> = new Set(['MUSTER_ATTACHED', 'MUSTER_DEBUG']);

/**
 * Hands the caller's environment to the scripts: a JSON object of strings that only the caller can read. Only its path
 * enters the workflow; the run removes it at its end, and the background process when the run could not.
 */
export async function writeEnvironmentFile(
  directory: string,
  owner: EnvironmentFileOwner,
  env: Environment,
): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Unique: a start that is refused because its name is taken must not touch the file of the run that has the name.
  const path = join(directory, environmentFileNameOf(owner, randomUUID()));
  const variables = Object.fromEntries(Object.entries(env).filter(([name]) => !ownVariables.has(name)));
  await writeFile(path, JSON.stringify(variables), { mode: 0o600, flag: 'wx' });
  return path;
}

export async function removeEnvironmentFile(path: string | undefined): Promise<void> {
  if (path !== undefined) await rm(path, { force: true });
}
