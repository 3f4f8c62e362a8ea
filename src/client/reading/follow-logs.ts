import { setTimeout as sleep } from 'node:timers/promises';
import { FOLLOW_INTERVAL_MS, LOG_READ_INTERVAL_MS, LOGS_FOLLOWED_MAX } from '../../shared/limits.ts';
import { LogReader } from './log-reader.ts';

/** A scenario whose log is followed. */
export interface FollowedLog {
  readonly path: string;
  readonly log: string;
  /** It has its outcome: nothing more will be written. */
  readonly isEnded: boolean;
}

export interface LogFollowing {
  /** Asked every second: what is to be followed, ended ones too; undefined: the run cannot be read just now. */
  readonly targets: () => Promise<{ readonly logs: readonly FollowedLog[]; readonly isOver: boolean } | undefined>;
  readonly print: (path: string, lines: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/** Prints what is written into logs until all of them have ended or the signal fires. Bounded: LOGS_FOLLOWED_MAX. */
export async function followLogs({ targets, print, signal }: LogFollowing): Promise<void> {
  const readers = new Map<string, LogReader>();
  const done = new Set<string>();
  const turnsPerLook = Math.max(1, Math.round(FOLLOW_INTERVAL_MS / LOG_READ_INTERVAL_MS));
  try {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const look = turn % turnsPerLook === 0 ? await targets() : undefined;
      for (const { path, log } of look?.logs ?? []) {
        if (done.has(path) || readers.has(path) || readers.size >= LOGS_FOLLOWED_MAX) continue;
        readers.set(path, new LogReader(log));
      }
      // What the run has ended is complete on disk: a read after it is told is the last one.
      for (const [path, reader] of readers) await drain(path, reader, print);
      for (const { path } of (look?.logs ?? []).filter(({ isEnded }) => isEnded)) {
        const reader = readers.get(path);
        if (reader === undefined) continue;
        print(path, reader.end());
        await reader.close();
        readers.delete(path);
        done.add(path);
      }
      if (look?.isOver === true && readers.size === 0) return;
      await sleep(LOG_READ_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    for (const reader of readers.values()) await reader.close();
  }
}

async function drain(path: string, reader: LogReader, print: LogFollowing['print']): Promise<void> {
  for (let lines = await reader.next(); lines !== undefined; lines = await reader.next()) print(path, lines);
}
