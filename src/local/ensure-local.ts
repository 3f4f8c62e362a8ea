import { ENSURE_ATTEMPTS_MAX } from '../shared/limits.ts';
import { askToStop, callEnsure, ConnectionLost } from './call-background.ts';
import { findBackground, untilEnded, type FoundBackground } from './find-background.ts';
import { LocalError } from './local-error.ts';
import { processEntry } from './process-entry.ts';
import type { EnsureAnswer, EnsureRequest, OnProgress } from './protocol.ts';
import { startBackgroundProcess } from './start-background.ts';
import { statePathsOf, type StatePaths } from './state-dir.ts';
import { musterVersion } from './version.ts';

export interface EnsureOptions {
  readonly stateDir: string;
  /** For the background process, when this call starts it. */
  readonly env: NodeJS.ProcessEnv;
  /** What this call starts ends with this process. */
  readonly attached: boolean;
  readonly onProgress: OnProgress;
  /** The process entry; another one in tests. */
  readonly entry?: string;
}

/**
 * Makes sure that what is asked for runs, starting the background process when there is none; safe to call again at
 * any time, which is also how things go on after it was killed.
 * Fails with {@link LocalError}; a server's own failure keeps its type (`Embedded.*`).
 */
export async function ensureLocal(request: EnsureRequest, options: EnsureOptions): Promise<EnsureAnswer> {
  const paths = statePathsOf(options.stateDir);
  let startedBackground = false;
  for (let attempt = 1; ; attempt += 1) {
    const background = await findOrStart(paths, options);
    startedBackground ||= background.started;
    try {
      return { ...(await callEnsure(background.state.socketPath, request, options.onProgress)), startedBackground };
    } catch (error) {
      if (attempt >= ENSURE_ATTEMPTS_MAX || !isPassing(error)) throw asLocalError(error);
      // It was killed or is leaving: when it is gone, the next attempt starts it again on the same files.
      if (!(error instanceof ConnectionLost)) await untilEnded(background.state.process);
    }
  }
}

async function findOrStart(paths: StatePaths, options: EnsureOptions) {
  const found = await findBackground(paths);
  const background = found && (await usable(found));
  if (background !== undefined) return { ...background, started: false };
  const { env, attached, entry = processEntry('local/main.js') } = options;
  return startBackgroundProcess(paths, { entry, env, attached });
}

/** Undefined when it has ended: it was leaving, or it was idle and of another version. */
async function usable({ state, status }: FoundBackground): Promise<FoundBackground | undefined> {
  if (status.stopping) {
    await untilEnded(state.process);
    return undefined;
  }
  const version = musterVersion();
  if (status.version === version) return { state, status };
  if ((await askToStop(state.socketPath, 'if-idle')) === 'busy') {
    throw new LocalError(
      'Local.Busy',
      `muster ${status.version} runs here and has work; this is muster ${version}`,
      `Wait until its runs have ended, or stop it: npx k8s-muster@${status.version} down`,
    );
  }
  await untilEnded(state.process);
  return undefined;
}

function isPassing(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof LocalError && error.type === 'Local.Stopping');
}

function asLocalError(error: unknown): unknown {
  if (!(error instanceof ConnectionLost)) return error;
  return new LocalError('Local.StartFailed', error.message, 'See logs/background.log in the state directory.', {
    cause: error,
  });
}
