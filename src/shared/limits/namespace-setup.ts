import { MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: what namespaces get beside their ownership. Imported through `shared/limits.ts`. */

/** One file of manifests: about what one ConfigMap or Secret may hold, and a second of a worker's time to parse. */
export const MANIFEST_FILE_BYTES_MAX = 1024 * 1024;
/** Documents of a file, empty ones included. */
export const MANIFEST_DOCUMENTS_MAX = 1_000;
/** Parsed files that a worker remembers by their content: every scenario of a run reads the same ones. */
export const MANIFEST_FILES_REMEMBERED_MAX = 8;
export const MANIFEST_FILES_MAX = 20;
/** Objects of all files together: each is a request per scenario, one after another. */
export const MANIFEST_OBJECTS_MAX = 100;
/** One object as JSON, aliases written out: what the API server takes as a request. */
export const MANIFEST_OBJECT_BYTES_MAX = 3 * 1024 * 1024;
/** Labels, annotations and paths as JSON: they stand in the history of every scenario, up to 200 in one run. */
export const NAMESPACE_SETUP_LENGTH_MAX = 32 * 1024;
/** A quota without a status refuses every pod; normally it has one within 100 ms. */
export const QUOTA_READY_TIMEOUT_MS = 10 * SECOND_MS;
/** An API server with several replicas refuses for a moment what another one already allows (quota, ServiceAccount). */
export const APPLY_SETTLE_MS = 2 * SECOND_MS;
export const APPLY_SETTLE_POLL_MS = 200;
/** Added to the deadline of a create that has more to do: 100 objects behind slow admission webhooks. */
export const FIT_NAMESPACE_TIMEOUT_MS = MINUTE_MS;
/** Field paths that an error of the API server names, and the length of each. */
export const STATUS_FIELDS_MAX = 5;
export const STATUS_FIELD_LENGTH_MAX = 100;
