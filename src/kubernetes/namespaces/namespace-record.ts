import type { V1Namespace } from '@kubernetes/client-node';
import { CONDITION_MESSAGE_LENGTH_MAX } from '../../shared/limits.ts';
import type { NamespaceCondition } from '../../shared/namespace.ts';

/** A namespace as far as anybody here looks at it. */
export interface NamespaceRecord {
  readonly name: string;
  readonly uid: string;
  /** Changes with every write to the namespace, by whomever. Says nothing else. */
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, by the server's clock, whole seconds. */
  readonly createdAtMs: number;
  /** Its deletion has been accepted. */
  readonly terminating: boolean;
  /** When it was, milliseconds since the epoch by the server's clock; absent while it is not terminating. */
  readonly deletedAtMs?: number;
  /** Conditions of status `True`: while terminating each of them is a problem. Messages are cut where they are endless. */
  readonly conditions: readonly NamespaceCondition[];
}

/** From the API's JSON, in which times are text. */
export function namespaceRecordOf(json: unknown): NamespaceRecord {
  const { metadata = {}, status = {} } = json as V1Namespace;
  return {
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    createdAtMs: Date.parse(String(metadata.creationTimestamp ?? '')) || 0,
    terminating: metadata.deletionTimestamp !== undefined,
    ...(metadata.deletionTimestamp === undefined
      ? {}
      : { deletedAtMs: Date.parse(String(metadata.deletionTimestamp)) || 0 }),
    conditions: (status.conditions ?? [])
      .filter((condition) => condition.status === 'True')
      .map(({ type, reason = '', message = '' }) => ({ type, reason, message: bounded(message) })),
  };
}

function bounded(message: string): string {
  return message.length <= CONDITION_MESSAGE_LENGTH_MAX
    ? message
    : `${message.slice(0, CONDITION_MESSAGE_LENGTH_MAX - 1)}…`;
}
