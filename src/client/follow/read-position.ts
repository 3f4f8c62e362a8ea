import type { Totals } from '../../shared/outcome.ts';
import type { RunProgress } from '../../shared/run-progress.ts';

/** What an open shard tells of itself beside what has finished. */
export type ShardLive = Pick<
  RunProgress,
  'running' | 'waitingEstimatedMs' | 'waitingUnestimatedCount' | 'drainingCount' | 'stuck' | 'kept' | 'notKept'
>;

/** How far a shard has been read. */
export interface ShardPosition {
  /** Of its own finished scenarios so many have been read. */
  readonly cursor: number;
  /** All that it will ever tell has been read, or it cannot be read. */
  readonly isDone: boolean;
  /** Scenarios whose ends could not be read, once it is done. */
  readonly unreadCount: number;
  /** Reads in a row that failed for a reason that does not pass by itself. */
  readonly failedCount: number;
  /** The newest that anybody told. */
  readonly totals: Totals;
  /** As it last told while it was open. */
  readonly live?: ShardLive;
}

/** How far a run has been read: to be handed in with the next read. */
export interface ReadPosition {
  /** The cursor of the run's own query. */
  readonly run: number;
  /** By index; shards that were never asked are not in it. */
  readonly shards: ReadonlyMap<number, ShardPosition>;
}

export const FROM_THE_START: ReadPosition = { run: 0, shards: new Map() };

/**
 * Which shards are asked. `all`: every one once it has opened; `open`: open ones only, for what runs now; `failed`: those
 * and what has failures; `none`: the run alone, which knows its totals.
 */
export type ReadScope = 'all' | 'open' | 'failed' | 'none';
