import { randomUUID } from 'node:crypto';
import type { KubernetesClient, NamespaceRecord } from '../../src/kubernetes/index.ts';
import { KubernetesError, metadataOf } from '../../src/kubernetes/index.ts';
import type { FailureType } from '../../src/shared/failure-types.ts';
import { testOwner } from './cluster.ts';

/** Marked as a scenario's, created at the beginning of time, and expiring never unless `change` says otherwise. */
export function recordOf(name: string, change: Partial<NamespaceRecord> & { expiresAtMs?: number } = {}) {
  const { expiresAtMs = Date.UTC(2100, 0, 1), ...rest } = change;
  const record: NamespaceRecord = {
    name,
    uid: randomUUID(),
    resourceVersion: '1',
    createdAtMs: 0,
    terminating: false,
    conditions: [],
    ...metadataOf(testOwner({ temporalNamespaceId: 'ours', workflowId: name }), expiresAtMs),
    ...rest,
  };
  return record;
}

/** The API server's answer to a DELETE, or no answer at all. */
export function kubernetesError(type: FailureType, code?: number): KubernetesError {
  return new KubernetesError({
    type,
    message: `answered ${code ?? 'nothing'}`,
    retryable: code === undefined || code >= 500,
    outcome: 'not-applied',
    ...(code === undefined ? {} : { code }),
  });
}

/** A cluster of these namespaces that takes deletions unless `refuse` has an error for them; nothing ever goes. */
export function fakeNamespaces(records: readonly NamespaceRecord[]) {
  const asked: string[] = [];
  const fake = {
    asked,
    listCount: 0,
    refuse: (_name: string): KubernetesError | undefined => undefined,
    kubernetes: {
      listNamespaces: async () => {
        fake.listCount += 1;
        return await Promise.resolve(records);
      },
      deleteNamespace: async ({ name }: { name: string }) => {
        asked.push(name);
        const error = fake.refuse(name);
        if (error !== undefined) throw error;
        return await Promise.resolve('accepted');
      },
      deletePods: async () => await Promise.resolve(false),
    } as unknown as KubernetesClient,
  };
  return fake;
}
