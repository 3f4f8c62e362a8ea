import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { openStoreParts } from '../activities/index.ts';
import { ArtifactsError, BundleCache, openArtifactStore } from '../artifacts/index.ts';
import { describeError } from './describe-error.ts';

export type WorkerArtifacts = Awaited<ReturnType<typeof openWorkerArtifacts>>;

/**
 * The store through which bundles come and results leave. One that does not answer yet is only told: the activities try
 * again. Throws `Artifacts.Unusable` for one that this worker can never use.
 */
export async function openWorkerArtifacts(
  address: string,
  env: NodeJS.ProcessEnv,
  workerMark: string,
  log: Pick<Logger, 'warn'>,
) {
  const store = await openArtifactStore(address, env);
  try {
    await store.check();
  } catch (error) {
    if (!(error instanceof ArtifactsError) || !error.retryable) {
      store.close();
      throw error;
    }
    log.warn({ error: describeError(error) }, 'the artifact store does not answer yet');
  }
  const parts = openStoreParts({
    store,
    stagingDir: stagingDirOf(env),
    workerMark,
    warn: (message, details) => log.warn(details, message),
  });
  const bundles = new BundleCache(bundlesDirOf(env), store);
  return {
    parts,
    bundles,
    async close() {
      bundles.close();
      await parts.close();
      store.close();
    },
  };
}

/** Below the state directory, as the XDG Base Directory Specification has it: what lies there outlives a restart. */
function stagingDirOf(env: NodeJS.ProcessEnv): string {
  const configured = env['XDG_STATE_HOME'];
  const base = configured?.startsWith('/') === true ? configured : join(env['HOME'] ?? homedir(), '.local', 'state');
  return join(base, 'muster', 'staging');
}

/** In the user's cache: what is missing there is fetched again. */
function bundlesDirOf(env: NodeJS.ProcessEnv): string {
  const configured = env['XDG_CACHE_HOME'];
  const base = configured?.startsWith('/') === true ? configured : join(env['HOME'] ?? homedir(), '.cache');
  return join(base, 'muster', 'bundles');
}
