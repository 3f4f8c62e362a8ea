import type { OwnershipMetadata } from './ownership.ts';
import { expiresAtMsOf, keptUntilMsOf, ownerOf } from './ownership.ts';

/**
 * What a namespace's own marks say, before anybody is asked about its owner.
 * - `foreign`: without the whole ownership; nobody of ours touches it, whatever its name or labels look like.
 * - `kept`: stays for a look until its time is up, also when its owner has ended.
 * - `expired`: past its hard expiry, which is later than any run can need it; anybody may delete it.
 * - `claimed`: its owner decides. Also when its expiry cannot be read.
 */
export type Standing = 'foreign' | 'kept' | 'expired' | 'claimed';

/** The one rule that every sweep, every janitor and `muster cleanup` go by. `nowMs`: milliseconds since the epoch. */
export function standingOf(namespace: OwnershipMetadata, nowMs: number): Standing {
  if (ownerOf(namespace) === undefined) return 'foreign';
  const keptUntilMs = keptUntilMsOf(namespace);
  if (keptUntilMs !== undefined && keptUntilMs > nowMs) return 'kept';
  const expiresAtMs = expiresAtMsOf(namespace);
  return expiresAtMs !== undefined && expiresAtMs < nowMs ? 'expired' : 'claimed';
}
