import type { metricMeter } from '@temporalio/activity';

/** What metrics are made with. Not the meter of a running activity: that would split each gauge by activity. */
export type Meter = Pick<typeof metricMeter, 'createCounter' | 'createGauge'>;

interface Gauge {
  set(value: number): void;
}

interface Counter {
  add(value: number, tags: Readonly<Record<string, string>>): void;
}

/** The metrics of a worker, beside those that Temporal's SDK keeps itself. Names are part of the public contract. */
export interface Metrics {
  /** Namespaces of muster on the worker's cluster that are being deleted, as the last look at all of them found. */
  readonly drainingNamespaces: Gauge;
  /** Those that are being deleted for longer than STUCK_AFTER_MS_MIN; not among the draining ones. */
  readonly stuckNamespaces: Gauge;
  /** Requests for a deletion by `answer`: `accepted`, `gone`, `changed` (left alone), `refused` (for good), `failed` (asked again). */
  readonly deletions: Counter;
}

export function createMetrics(meter: Meter): Metrics {
  return {
    drainingNamespaces: meter.createGauge(
      'muster_draining_namespaces',
      'int',
      undefined,
      'Namespaces of muster that are being deleted',
    ),
    stuckNamespaces: meter.createGauge(
      'muster_stuck_namespaces',
      'int',
      undefined,
      'Namespaces of muster whose deletion does not end',
    ),
    deletions: meter.createCounter(
      'muster_namespace_deletions_total',
      undefined,
      'Requests to delete a namespace, by answer',
    ),
  };
}
