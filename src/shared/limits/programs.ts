import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of getting the programs of the local servers; imported through `shared/limits.ts`. */

/** `--version` of a 140 MB program from a cold disk. */
export const VERSION_CHECK_TIMEOUT_MS = 20 * SECOND_MS;
/** A closed network must fall through to the Go build quickly. */
export const DOWNLOAD_CONNECT_TIMEOUT_MS = 5 * SECOND_MS;
/** A download that sends nothing for so long has died. */
export const DOWNLOAD_STALL_TIMEOUT_MS = 30 * SECOND_MS;
/** The largest of them has 140 MB. */
export const DOWNLOAD_BYTES_MAX = 512 * 1024 * 1024;
export const CHECKSUM_FILE_BYTES_MAX = 256 * 1024;
/** The whole build takes 10 minutes on 2 cores. */
export const GO_BUILD_TIMEOUT_MS = 2 * HOUR_MS;
/** `go list`, which may first download modules. */
export const GO_LIST_TIMEOUT_MS = 20 * MINUTE_MS;
/** Another process that downloads or builds the same programs is waited for as long as a build may take. */
export const CACHE_LOCK_WAIT_MS = GO_BUILD_TIMEOUT_MS;
export const CACHE_LOCK_POLL_MS = 500;
