import {
  FINISHED_PAGE_COUNT,
  FOLLOW_INTERVAL_MS,
  LAST_READS_FAILED_MAX,
  SCENARIOS_PER_RUN_MAX,
  SHARD_READS_FAILED_MAX,
} from '../../shared/limits.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import type { RunReading } from './compose-progress.ts';
import { LookPause } from './look-pause.ts';
import { Outage } from './outage.ts';
import type { ReadPosition, ReadScope } from './read-position.ts';
import { FROM_THE_START } from './read-position.ts';
import type { RunClosing } from './run-closing.ts';
import type { RunReader } from './run-reader.ts';
import type { Trouble } from '../temporal/temporal-trouble.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';

export type FollowEvent =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  /** Said once per trouble, after NO_WORKER_NOTICE_MS. */
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  /** From the trouble that was told. */
  | { readonly kind: 'recovered'; readonly from: Trouble }
  /** The run goes on, but it cannot be read for so long that waiting makes no sense. */
  | { readonly kind: 'gave-up' }
  | { readonly kind: 'closed'; readonly closing: RunClosing };

export interface Follow {
  readonly reader: RunReader;
  /** Brings back what this machine should run (servers, worker) and returns a reader for it. */
  readonly revive?: () => Promise<RunReader>;
  /** Ends the following, not the run. */
  readonly signal: AbortSignal;
  /** Whose scenarios are told. Default `all`: each of them once. */
  readonly scope?: ReadScope;
  readonly intervalMs?: number;
  readonly now?: () => number;
}

/** Pages of finished scenarios that a run can have, and one to see that there are no more; each may be tried in vain. */
const PAGES_MAX = Math.ceil(SCENARIOS_PER_RUN_MAX / FINISHED_PAGE_COUNT) * SHARD_READS_FAILED_MAX + 1;

/**
 * Reads a run until it has closed, given up or left. Ends with `closed` or `gave-up`, or without either when
 * the signal fires. Only errors that cannot pass by themselves are thrown.
 */
export async function* followRun(follow: Follow): AsyncGenerator<FollowEvent, void> {
  const now = follow.now ?? Date.now;
  const outage = new Outage(now);
  const between = new LookPause(follow.signal);
  let reader = follow.reader;
  between.watch(reader);
  let position = FROM_THE_START;
  try {
    while (!follow.signal.aborted) {
      const turn = await takeTurn(reader, position, follow.scope ?? 'all');
      for (const { progress } of turn.pages) yield { kind: 'progress', progress };
      position = turn.pages.at(-1)?.position ?? position;
      if (turn.closing !== undefined) return yield { kind: 'closed', closing: turn.closing };
      if (turn.trouble === undefined) {
        const from = outage.end();
        if (from !== undefined) {
          between.watch(reader);
          yield { kind: 'recovered', from };
        }
      } else {
        if (outage.notice(turn.trouble)) yield { kind: 'trouble', trouble: turn.trouble };
        if (outage.lastsTooLong()) return yield { kind: 'gave-up' };
        if (follow.revive !== undefined && outage.mayRevive()) reader = await follow.revive().catch(() => reader);
      }
      if (turn.pages.at(-1)?.isBehind !== true) await between.pause(follow.intervalMs ?? FOLLOW_INTERVAL_MS);
    }
  } finally {
    between.close();
  }
}

interface Turn {
  readonly pages: readonly RunReading[];
  readonly trouble?: Trouble;
  readonly closing?: RunClosing;
}

/** Status first: what is read after a run has closed is all that there will ever be. */
async function takeTurn(reader: RunReader, position: ReadPosition, scope: ReadScope): Promise<Turn> {
  let isOpen: boolean;
  try {
    isOpen = await reader.isOpen();
  } catch (error) {
    return { pages: [], trouble: troubleOrThrow(error, 'server') };
  }
  const { pages, trouble } = await readPages(reader, position, scope, !isOpen);
  if (isOpen) return trouble === undefined ? { pages } : { pages, trouble };
  try {
    return { pages, closing: await reader.closing() };
  } catch (error) {
    return { pages, trouble: troubleOrThrow(error, 'server') };
  }
}

/** One page while the run is open, and all that there are once it has closed. */
async function readPages(reader: RunReader, from: ReadPosition, scope: ReadScope, isLast: boolean): Promise<Turn> {
  const pages: RunReading[] = [];
  let position = from;
  let failedCount = 0;
  while (pages.length < PAGES_MAX) {
    try {
      const reading = await reader.read(position, { scope, isLast });
      pages.push(reading);
      position = reading.position;
      failedCount = 0;
      if (!isLast || !reading.isBehind) break;
    } catch (error) {
      const trouble = troubleOrThrow(error, 'worker');
      failedCount += 1;
      // Nobody comes back to it: a worker that is merely busy is asked again.
      if (!isLast || failedCount === LAST_READS_FAILED_MAX) return { pages, trouble };
    }
  }
  return { pages };
}

function troubleOrThrow(error: unknown, call: 'server' | 'worker'): Trouble {
  const trouble = troubleOf(error, call);
  if (trouble === undefined) throw error;
  return trouble;
}
