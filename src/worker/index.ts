/** A worker: one cluster, one Temporal, one family of task queues. */
export { MetricsAddressError, metricsPlaceOf } from './metrics-address.ts';
export { runWorker } from './run-worker.ts';
export type { ReadyWorker, RunWorkerOptions } from './worker-options.ts';
