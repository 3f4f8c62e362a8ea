import type { V1Namespace } from '@kubernetes/client-node';
import type { NamespaceCondition } from '../shared/namespace.ts';

/** A namespace as far as anybody here looks at it. */
export interface NamespaceRecord {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, by the server's clock, whole seconds. */
  readonly createdAtMs: number;
  /** Its deletion has been accepted. */
  readonly terminating: boolean;
  /** Conditions of status `True`: while terminating each of them is a problem. */
  readonly conditions: readonly NamespaceCondition[];
}

/** From the API's JSON, in which times are text. */
export function namespaceRecordOf(json: unknown): NamespaceRecord {
  const { metadata = {}, status = {} } = json as V1Namespace;
  return {
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    createdAtMs: Date.parse(String(metadata.creationTimestamp ?? '')) || 0,
    terminating: metadata.deletionTimestamp !== undefined,
    conditions: (status.conditions ?? [])
      .filter((condition) => condition.status === 'True')
      .map(({ type, reason = '', message = '' }) => ({ type, reason, message })),
  };
}
