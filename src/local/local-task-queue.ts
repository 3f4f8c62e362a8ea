import { EMBEDDED_CONTEXT } from '../shared/embedded-context.ts';
import { shortHash, slugOf } from '../shared/names.ts';

const CONTEXT_SLUG_LENGTH_MAX = 40;
const CLUSTER_HASH_LENGTH = 6;

export { EMBEDDED_CONTEXT };
/** Stands for the embedded cluster's address, whose port may change. */
const EMBEDDED_SERVER = 'embedded';

export interface QueuePlace {
  readonly hostname: string;
  readonly stateDir: string;
  readonly cluster: 'embedded' | { readonly kubeconfigPath: string; readonly context: string; readonly server: string };
  /** Absent for the local Temporal, whose address may change. */
  readonly temporal?: { readonly address: string; readonly temporalNamespace: string } | undefined;
}

/**
 * `muster-<8 hex>-<context>-<6 hex>`: a queue that only the worker of this machine, this state directory, this cluster
 * and this Temporal serves, so that scripts run where they lie and with the credentials of exactly one kubeconfig; the
 * same after every restart, so that open runs and schedules find it again.
 */
export function localTaskQueueOf(place: QueuePlace): string {
  const { context, server, kubeconfigPath } =
    place.cluster === 'embedded'
      ? { context: EMBEDDED_CONTEXT, server: EMBEDDED_SERVER, kubeconfigPath: '' }
      : place.cluster;
  const here = shortHash(`${place.hostname}\n${place.stateDir}`);
  const cluster = shortHash(
    JSON.stringify([server, context, kubeconfigPath, place.temporal?.address, place.temporal?.temporalNamespace]),
  ).slice(0, CLUSTER_HASH_LENGTH);
  return `muster-${here}-${slugOf(context, CONTEXT_SLUG_LENGTH_MAX)}-${cluster}`;
}
