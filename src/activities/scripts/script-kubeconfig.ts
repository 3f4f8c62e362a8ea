import { join } from 'node:path';
import type { KubernetesClient } from '../../kubernetes/index.ts';
import { KubernetesError, pause } from '../../kubernetes/index.ts';
import { FIRST_TOKEN_TIMEOUT_MS, TOKEN_CLOCK_MS, TOKEN_RETRY_MS_MAX, TOKEN_RETRY_MS_MIN } from '../../shared/limits.ts';
import type { Access } from '../../shared/plan.ts';

/** How a script reaches its cluster while it runs. */
export interface ScriptKubeconfig {
  readonly path: string;
  /** Ends the renewals; resolves when nothing writes into the directory any more. Never rejects. */
  close(): Promise<void>;
}

export interface ScriptKubeconfigOptions {
  readonly kubernetes: Pick<KubernetesClient, 'writeKubeconfig' | 'scenarioAccess'>;
  readonly access: Access;
  readonly namespace: string;
  /** Private, and removed by the caller after `close`. */
  readonly dir: string;
  readonly signal: AbortSignal;
  /** Told of every token, and of whatever else is secret in the kubeconfig, before a script can see it. */
  readonly onSecret: (secret: string) => void;
  /** A token could not be had; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * With `access: cluster` the caller's own credentials, with `access: namespace` a token for this namespace alone, which
 * is renewed when half of its life is over. Rejects when the first one cannot be had within FIRST_TOKEN_TIMEOUT_MS.
 */
export async function openScriptKubeconfig(options: ScriptKubeconfigOptions): Promise<ScriptKubeconfig> {
  const { kubernetes, access, namespace, dir } = options;
  const path = join(dir, 'kubeconfig');
  if (access === 'cluster') {
    for (const secret of await kubernetes.writeKubeconfig({ namespace, path })) options.onSecret(secret);
    return { path, close: () => Promise.resolve() };
  }
  const files = { namespace, path, tokenPath: join(dir, 'token') };
  const giveUpAtMs = Date.now() + FIRST_TOKEN_TIMEOUT_MS;
  const lifeMs = await writeFreshAtLast(options, files, options.signal, (error) => {
    return error instanceof KubernetesError && error.retryable && Date.now() < giveUpAtMs;
  });
  const closing = new AbortController();
  const renewing = renew(options, files, lifeMs, closing.signal).catch(() => undefined);
  return {
    path,
    async close() {
      closing.abort();
      await renewing;
    },
  };
}

type Files = { readonly namespace: string; readonly path: string; readonly tokenPath: string };

/** How long the new token is good for. */
async function writeFresh(
  { kubernetes, onSecret }: ScriptKubeconfigOptions,
  files: Files,
  signal: AbortSignal,
): Promise<number> {
  const { token, lifeMs } = await kubernetes.scenarioAccess.requestToken(files.namespace, signal);
  onSecret(token);
  await kubernetes.scenarioAccess.writeFiles({ ...files, token });
  return lifeMs;
}

/** Renews until the signal aborts, which ends it with the signal's reason. */
async function renew(
  options: ScriptKubeconfigOptions,
  files: Files,
  firstLifeMs: number,
  signal: AbortSignal,
): Promise<void> {
  let lifeMs = firstLifeMs;
  for (;;) {
    await untilClock(Date.now() + lifeMs / 2, signal);
    // Half of the token's life is left for tries; later ones help a script that outlives a long outage.
    lifeMs = await writeFreshAtLast(options, files, signal, () => true);
  }
}

/** Tries with back-off for as long as an error is worth it, or until the signal aborts. */
async function writeFreshAtLast(
  options: ScriptKubeconfigOptions,
  files: Files,
  signal: AbortSignal,
  isWorthAnother: (error: unknown) => boolean,
): Promise<number> {
  for (let waitMs = TOKEN_RETRY_MS_MIN; ; waitMs = Math.min(waitMs * 2, TOKEN_RETRY_MS_MAX)) {
    try {
      return await writeFresh(options, files, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isWorthAnother(error)) throw error;
      options.onTrouble(error);
    }
    await pause(waitMs, signal);
  }
}

/** By the clock on the wall, in short steps. */
async function untilClock(atMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = atMs - Date.now(); leftMs > 0; leftMs = atMs - Date.now()) {
    await pause(Math.min(leftMs, TOKEN_CLOCK_MS), signal);
  }
}
