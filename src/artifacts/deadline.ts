import {
  ARTIFACT_BYTES_PER_SECOND_MIN,
  ARTIFACT_CALL_TIMEOUT_MS,
  ARTIFACT_REQUESTS_MAX,
  SECOND_MS,
} from '../shared/limits.ts';
import { unavailable } from './artifacts-error.ts';

/** What a call may take that moves so many bytes. */
export function timeLimitMs(bytes: number, callMs: number = ARTIFACT_CALL_TIMEOUT_MS): number {
  return callMs + (bytes / ARTIFACT_BYTES_PER_SECOND_MIN) * SECOND_MS;
}

/** From now on the work may take so long. */
export type Allow = (limitMs: number) => void;

/**
 * The work's result, or `Artifacts.Unavailable` after `limitMs`, which the work itself may set anew when it knows how
 * much there is to do. `signal` then aborts: work that can be ended, ends; a file operation on a network disk that is
 * gone cannot.
 */
export async function within<T>(
  limitMs: number,
  what: string,
  work: (signal: AbortSignal, allow: Allow) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let allow: Allow = () => undefined;
  const late = new Promise<never>((_, reject) => {
    allow = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const error = unavailable(`${what} did not end within ${Math.round(ms / SECOND_MS)} s.`);
        ending.abort(error);
        reject(error);
      }, ms);
    };
  });
  allow(limitMs);
  const working = work(ending.signal, allow);
  // When it fails after its time is up, nobody waits for it any more.
  working.catch(() => undefined);
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets ARTIFACT_REQUESTS_MAX calls through at once; the others wait, and their time limits do not run. */
export function requestSlots(count: number = ARTIFACT_REQUESTS_MAX): <T>(work: () => Promise<T>) => Promise<T> {
  let freeCount = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (freeCount > 0) freeCount -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) freeCount += 1;
      else next();
    }
  };
}
