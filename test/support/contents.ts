import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { inject } from 'vitest';

function coreApi(): CoreV1Api {
  const config = new KubeConfig();
  config.loadFromFile(inject('kubeconfigPath'));
  return config.makeApiClient(CoreV1Api);
}

/** A pod that no scheduler touches: it stays until it is deleted, and holds its namespace up. */
export async function createPod(namespace: string, name: string, finalizers: string[] = []): Promise<void> {
  await coreApi().createNamespacedPod({
    namespace,
    body: {
      metadata: { name, finalizers },
      spec: { schedulerName: 'nobody', containers: [{ name: 'main', image: 'registry.invalid/none' }] },
    },
  });
}

/** Takes the finalizers off, so that the pod can go. */
export async function releasePod(namespace: string, name: string): Promise<void> {
  const core = coreApi();
  const body = await core.readNamespacedPod({ namespace, name });
  if (body.metadata !== undefined) body.metadata.finalizers = [];
  await core.replaceNamespacedPod({ namespace, name, body });
}

/** With finalizers it holds its namespace up, and the namespace controller says so in conditions (of pods it does not). */
export async function createConfigMap(namespace: string, name: string, finalizers: string[]): Promise<void> {
  await coreApi().createNamespacedConfigMap({ namespace, body: { metadata: { name, finalizers } } });
}

export async function releaseConfigMap(namespace: string, name: string): Promise<void> {
  await coreApi().replaceNamespacedConfigMap({ namespace, name, body: { metadata: { name, finalizers: [] } } });
}
