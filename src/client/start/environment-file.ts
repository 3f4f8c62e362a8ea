import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentFileNameOf, type EnvironmentFileOwner } from '../../shared/environment-file-name.ts';
import type { HandedEnvironment } from '../../shared/handed-environment.ts';
import type { Environment } from '../invocation.ts';
import type { FileVariables } from './handed-over.ts';

/** Steers muster itself, not the scripts: one that runs muster again must not inherit it. */
const ownVariables: ReadonlySet<string> = new Set(['MUSTER_ATTACHED', 'MUSTER_DEBUG']);

/**
 * Hands the caller's environment to the scripts, with the variables of env files over it: JSON that only the caller can
 * read. Only its path enters the workflow; the run removes it at its end, and the background process when the run could
 * not.
 */
export async function writeEnvironmentFile(
  directory: string,
  owner: EnvironmentFileOwner,
  env: Environment,
  fileVariables: FileVariables = new Map(),
): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Unique: a start that is refused because its name is taken must not touch the file of the run that has the name.
  const path = join(directory, environmentFileNameOf(owner, randomUUID()));
  const handed: HandedEnvironment = {
    variables: Object.fromEntries(
      [...Object.entries(env), ...fileVariables].flatMap(([name, value]) =>
        value === undefined || ownVariables.has(name) ? [] : [[name, value]],
      ),
    ),
    secretNames: [...fileVariables.keys()],
  };
  await writeFile(path, JSON.stringify(handed), { mode: 0o600, flag: 'wx' });
  return path;
}

export async function removeEnvironmentFile(path: string | undefined): Promise<void> {
  if (path !== undefined) await rm(path, { force: true });
}
