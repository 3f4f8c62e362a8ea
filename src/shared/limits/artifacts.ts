import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: the artifact store and of what travels through it. Imported through `shared/limits.ts`. */

/** One object: twice the largest log, and a tenth of what S3 takes in a single PutObject. */
export const ARTIFACT_BYTES_MAX = 512 * 1024 * 1024;
/** A key below the store's prefix: S3 takes 1,024 bytes of both together, and names may come to be three times as long. */
export const ARTIFACT_KEY_LENGTH_MAX = 720;
/** A prefix in a bucket. */
export const ARTIFACT_PREFIX_LENGTH_MAX = 300;
/** Objects that one listing returns: a run of 10,000 scenarios has a handful each. */
export const ARTIFACTS_LISTED_MAX = 200_000;
/** A call that moves next to nothing, to a service that is not broken. */
export const ARTIFACT_CALL_TIMEOUT_MS = 15 * SECOND_MS;
/** To open a connection: across the world it takes half a second. */
export const ARTIFACT_CONNECT_TIMEOUT_MS = 5 * SECOND_MS;
/** A transfer gets the time of a call and what it needs at this rate; what is slower is broken. */
export const ARTIFACT_BYTES_PER_SECOND_MIN = 512 * 1024;
/** Tries of one call; whoever called may try again later, with longer pauses than these. */
export const ARTIFACT_TRIES = 3;
/** Before the second try; doubled before the third. */
export const ARTIFACT_RETRY_DELAY_MS = 400;
/** Requests of one store at once: enough to hide the way to a distant region, little for any service. */
export const ARTIFACT_REQUESTS_MAX = 16;
/** What a writer that was killed left half written is removed after this time, when a store is checked. */
export const ARTIFACT_PARTIAL_KEPT_MS = 24 * HOUR_MS;

/**
 * What a directory may hold that is compared by content or sent as a bundle: it is read as a whole before a run starts
 * and on every worker, a second or two for this much.
 */
export const BUNDLE_BYTES_MAX = 256 * 1024 * 1024;
/** Files and links of such a directory: as many as discovery finds scripts. */
export const BUNDLE_ENTRIES_MAX = 100_000;
/** Headers and padding of an archive, for each entry: three blocks, and as much again for a long name. */
export const BUNDLE_ENTRY_OVERHEAD_BYTES = 8 * 1024;
/** Unpacked bundles on a worker's disk: the least recently used go first, and never one in use. */
export const BUNDLE_CACHE_COUNT_MAX = 20;
export const BUNDLE_CACHE_BYTES_MAX = 2 * 1024 * 1024 * 1024;
/** What nobody has used for so long goes in any case. */
export const BUNDLE_UNUSED_KEPT_MS = 7 * 24 * HOUR_MS;
/** A bundle in use is marked so often; one without a mark for several times as long is not in use. */
export const BUNDLE_MARK_INTERVAL_MS = 5 * MINUTE_MS;
export const BUNDLE_IN_USE_MS = 30 * MINUTE_MS;
/** Runs whose directory was found to be the right one, remembered by one worker. */
export const CHECKED_DIRECTORIES_MAX = 1_000;
