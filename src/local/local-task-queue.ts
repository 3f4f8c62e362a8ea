import { shortHash, slugOf } from '../shared/names.ts';

const CONTEXT_SLUG_LENGTH_MAX = 40;
const CLUSTER_HASH_LENGTH = 6;

/** The embedded cluster's context, and what stands for its address, whose port may change. */
export const EMBEDDED_CONTEXT = 'muster-embedded';
const EMBEDDED_SERVER = 'embedded';

/**
 * `muster-<8 hex>-<context>-<6 hex>`: a queue that only the worker of this machine, this state directory and this
 * cluster serves, so that scripts run where they lie; the same after every restart, so that open runs and schedules
 * find it again.
 */
export function localTaskQueueOf(place: {
  readonly hostname: string;
  readonly stateDir: string;
  readonly cluster: 'embedded' | { readonly context: string; readonly server: string };
}): string {
  const { context, server } =
    place.cluster === 'embedded' ? { context: EMBEDDED_CONTEXT, server: EMBEDDED_SERVER } : place.cluster;
  const here = shortHash(`${place.hostname}\n${place.stateDir}`);
  const cluster = shortHash(`${server}\n${context}`).slice(0, CLUSTER_HASH_LENGTH);
  return `muster-${here}-${slugOf(context, CONTEXT_SLUG_LENGTH_MAX)}-${cluster}`;
}
