import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The command such that the kernel kills it when this process dies, however it dies. Linux with util-linux's setpriv;
 * elsewhere the command unchanged, and what stays behind is ended at the next start. PR_SET_PDEATHSIG (prctl(2))
 * follows the thread that spawns, so call spawn from the main thread.
 */
export async function withDeathOfParent(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Command> {
  if (process.platform !== 'linux') return { file, args };
  for (const dir of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry.startsWith('/'))) {
    const setpriv = join(dir, 'setpriv');
    const usable = await access(setpriv, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return { file: setpriv, args: ['--pdeathsig', 'KILL', '--', file, ...args] };
  }
  return { file, args };
}
