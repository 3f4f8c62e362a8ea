import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: namespaces. Imported through `shared/limits.ts`. */

/** Kubernetes allows 63 (DNS-1123 label); Helm release names stop at 53 and charts derive them from the namespace. */
export const NAMESPACE_NAME_LENGTH_MAX = 53;
export const NAMESPACE_PREFIX_DEFAULT = 'muster';
/** Leaves room for a readable part beside the 13 unique characters. */
export const NAMESPACE_PREFIX_LENGTH_MAX = 20;
/** A StatefulSet's name ends at 52 and charts append to the release, so a release is slug (19) + 1 + 5. */
export const RELEASE_SLUG_LENGTH_MAX = 19;
/** A label value, see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/. */
export const LABEL_VALUE_LENGTH_MAX = 63;
/** Added to the script's time limit for `muster/expires-at`: later than any attempt can last, outages included. */
export const NAMESPACE_EXPIRY_MARGIN_MS = 6 * HOUR_MS;
/** A deletion waits this long for the pods to go before it frees the slot all the same. */
export const PODS_GONE_TIMEOUT_MS = MINUTE_MS;
/** Namespaces that may be draining at once: the larger of this and 4 × the limit. The namespace controller does 5–10/s. */
export const DRAINING_MIN = 128;
export const DRAINING_PER_SLOT = 4;
/** A deletion counts as stuck after the larger of the minimum and base + one unit per deletion in flight. */
export const STUCK_AFTER_MS_MIN = 5 * MINUTE_MS;
export const STUCK_AFTER_MS_MAX = 24 * HOUR_MS;
export const STUCK_AFTER_MS_BASE = MINUTE_MS;
export const STUCK_AFTER_MS_PER_DELETION = SECOND_MS;
/** So many stuck namespaces mean a cluster that cannot delete: nothing new is started on it. */
export const STUCK_BREAKER_COUNT = 20;
/** What is looked for of whatever holds a namespace: enough to begin with, and not a second load on a sick cluster. */
export const DIAGNOSED_NAMESPACES_MAX = 5;
export const DIAGNOSED_OBJECTS_MAX = 5;
export const DIAGNOSED_FINALIZERS_MAX = 5;
export const DIAGNOSIS_TIMEOUT_MS = 10 * SECOND_MS;
export const DIAGNOSIS_REQUESTS_AT_ONCE = 8;
/** Objects per kind and namespace: those with finalizers are found among them, whatever their names. */
export const DIAGNOSIS_PAGE_COUNT = 50;
/** A condition's message; the namespace controller puts every error of a pass into one. */
export const CONDITION_MESSAGE_LENGTH_MAX = 2_000;
/** A create whose answer was lost may still arrive; absence is proved only this much later. */
export const UNKNOWN_CREATE_SETTLE_MS = 15 * SECOND_MS;
/** `awaitNamespacesGone` answers at the latest after this long, so that a cancelled or resized run hears of it. */
export const AWAIT_GONE_TURN_MS = 30 * SECOND_MS;
/** While there is much room beside what drains: as many as go in this time are proved gone at once. */
export const AWAIT_GONE_GATHER_MS = 2 * SECOND_MS;
/** Deletions take 5 to 10 s; one that takes longer is slow, and the others must not wait for its whole turn. */
export const SLOW_DELETION_MS = 15 * SECOND_MS;
export const SLOW_TURN_MS = 5 * SECOND_MS;
/** One annotation of a user's: far below the 256 KiB that all annotations of an object may have together. */
export const ANNOTATION_LENGTH_MAX = 32 * 1024;
/** How long a kept namespace stays when nobody says otherwise; long enough to look, short enough to be forgotten. */
export const KEEP_FOR_MS_DEFAULT = 2 * HOUR_MS;
export const KEEP_FOR_MS_MIN = MINUTE_MS;
export const KEEP_FOR_MS_MAX = 7 * 24 * HOUR_MS;
/** Marking a namespace as kept holds a slot; when the cluster does not answer for so long, it is deleted as ever. */
export const KEEP_NAMESPACE_TIMEOUT_MS = 2 * MINUTE_MS;
/** A scenario that has just been started may not be there yet when it is told to be kept; a second between tries. */
export const KEEP_SIGNAL_TRIES_MAX = 5;
