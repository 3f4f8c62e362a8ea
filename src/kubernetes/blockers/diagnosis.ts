import { DIAGNOSED_NAMESPACES_MAX, DIAGNOSIS_TIMEOUT_MS } from '../../shared/limits.ts';
import type { NamespaceBlocker } from '../../shared/namespace.ts';
import { blockersAmong, deletableKinds, leftObjects } from './blocking-objects.ts';
import type { Connection } from '../requests/connection.ts';
import { startDeadline } from '../requests/deadline.ts';
import { discover } from '../requests/discovery.ts';
import { silentApiServices } from './silent-api-services.ts';

export type Blockers = ReadonlyMap<string, readonly NamespaceBlocker[]>;

/**
 * What holds namespaces that are being deleted and do not end, by name; of the first DIAGNOSED_NAMESPACES_MAX. One that
 * could not be looked at is missing. Only reads, takes at most `timeoutMs`, and throws nothing but the reason of the
 * caller's signal: a diagnosis that fails is no failure.
 */
export async function diagnoseNamespaces(
  connection: Connection,
  names: readonly string[],
  signal: AbortSignal | undefined,
  timeoutMs: number = DIAGNOSIS_TIMEOUT_MS,
): Promise<Blockers> {
  const deadline = startDeadline(timeoutMs, signal);
  const found = new Map<string, readonly NamespaceBlocker[]>();
  try {
    const { resources, unanswered } = await discover(connection, deadline.signal);
    const services = await silentApiServices(connection, unanswered, deadline.signal).catch(() => []);
    const silent = new Set(unanswered.map(({ group, version }) => `${version}.${group}`));
    const kinds = deletableKinds(resources).filter(({ group, version }) => !silent.has(`${version}.${group}`));
    for (const name of names.slice(0, DIAGNOSED_NAMESPACES_MAX)) {
      const { objects, complete } = await leftObjects(connection, kinds, name, deadline.signal);
      const blockers = [...services, ...blockersAmong(objects)];
      if (complete || blockers.length > 0) found.set(name, blockers);
    }
  } catch {
    // Whatever it was: what has been found so far is what is known.
  } finally {
    deadline.clear();
  }
  signal?.throwIfAborted();
  return found;
}
