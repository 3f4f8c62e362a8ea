import { HOUR_MS, SECOND_MS } from './units.ts';

/** Bounds of: runs of more than SCENARIOS_PER_SHARD_MAX scenarios. Imported through `shared/limits.ts`. */

/** Between two reports of a shard: what a run hears more often it cannot use any faster. */
export const SHARD_REPORT_INTERVAL_MS = SECOND_MS;
/** Between two reports that tell of nothing but totals; the shards themselves can be asked at any time. */
export const SHARD_TOTALS_INTERVAL_MS = 30 * SECOND_MS;
/**
 * Events of the run's own history that its shards may cost together. The rest of Temporal's 4,096 is for the plan, the
 * lease and the end (some 100), and for commands: one `scale` costs 5 and 5 per open shard.
 */
export const RUN_EVENTS_FOR_SHARDS = 3_600;
/** Of one shard: to start it (6), to hear of its end (3), of its last waiting scenario (4) and of little left (4), and spare. */
export const RUN_EVENTS_PER_SHARD = 22;
/** A report of free slots (4), and handing them to another shard (5). */
export const RUN_EVENTS_PER_FREED_REPORT = 9;
export const RUN_EVENTS_PER_TOTALS_REPORT = 4;
/** Each costs the shard about 10 events (timer and signal), beside its scenarios' 3,000. */
export const SHARD_FREED_REPORTS_MAX = 40;
export const SHARD_TOTALS_REPORTS_MAX = 30;
/** Of a run that ends after so many failures: as many reports of them, 4 events each, whatever their allowed number. */
export const FAILURE_REPORTS_MAX = 50;
/** Shards that only skip what they have, because nothing more is to start: each writes up to 200 results at a stretch. */
export const SHARDS_SKIPPING_AT_ONCE = 4;
/** Adopting a shard waits for its scenarios to close: beside the script, half an hour for a deletion that is not taken. */
export const ADOPT_SHARD_MARGIN_MS = HOUR_MS;
