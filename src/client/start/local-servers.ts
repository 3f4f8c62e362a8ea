import type { EnsureAnswer, EnsureRequest } from '../../local/index.ts';
import type { Invocation } from '../invocation.ts';
import { openStepView } from '../view/step-view.ts';

/** The background process, as a command sees it. Imported when needed: it brings half of the program with it. */
export async function ensureServers(
  invocation: Invocation,
  request: EnsureRequest,
  attached: boolean,
): Promise<EnsureAnswer> {
  const { defaultStateDir, ensureLocal } = await import('../../local/index.ts');
  const steps = openStepView(invocation);
  try {
    return await ensureLocal(request, {
      stateDir: defaultStateDir(invocation.env),
      env: invocation.env,
      attached,
      onProgress: (step) => steps.show(step),
    });
  } finally {
    steps.close();
  }
}

/** Brings servers and workers back without a word, while a run is being followed. */
export async function ensureServersQuietly(
  invocation: Invocation,
  request: EnsureRequest,
  attached: boolean,
): Promise<EnsureAnswer> {
  const { defaultStateDir, ensureLocal } = await import('../../local/index.ts');
  const stateDir = defaultStateDir(invocation.env);
  return await ensureLocal(request, { stateDir, env: invocation.env, attached, onProgress: () => undefined });
}

/** Those that this command started: others may use them by now, then they end with the last of those. */
export async function stopOwnServers(invocation: Invocation): Promise<void> {
  const { defaultStateDir, stopUnusedLocal } = await import('../../local/index.ts');
  await stopUnusedLocal(defaultStateDir(invocation.env));
}

export async function stopServers(invocation: Invocation, purge: boolean): Promise<'stopped' | 'not-running'> {
  const { defaultStateDir, stopLocal } = await import('../../local/index.ts');
  return await stopLocal({ stateDir: defaultStateDir(invocation.env), purge });
}
