import {
  AdmissionregistrationV1Api,
  ApiregistrationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
} from '@kubernetes/client-node';
import { inject, onTestFinished } from 'vitest';

function configOf(kubeconfigPath: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  return config;
}

/** Refuses every deletion of ConfigMaps in this one namespace: its service is not there, and it fails closed. */
export async function refuseDeletions(namespace: string): Promise<{ release(): Promise<void> }> {
  const api = configOf(inject('kubeconfigPath')).makeApiClient(AdmissionregistrationV1Api);
  const name = `refuse-${namespace}`;
  const release = async () => {
    await api.deleteValidatingWebhookConfiguration({ name }).catch(() => undefined);
  };
  onTestFinished(release);
  await api.createValidatingWebhookConfiguration({
    body: {
      metadata: { name },
      webhooks: [
        {
          name: 'refuse.muster.test',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          timeoutSeconds: 1,
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          rules: [{ operations: ['DELETE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
          clientConfig: { service: { namespace: 'default', name: 'not-there' } },
        },
      ],
    },
  });
  return { release };
}

/** Registers an aggregated API whose Service has nothing behind it: from then on no namespace of that cluster ends. */
export async function registerSilentApi(kubeconfigPath: string): Promise<{ readonly name: string }> {
  const config = configOf(kubeconfigPath);
  const name = 'v1.silent.muster.test';
  await config.makeApiClient(CoreV1Api).createNamespacedService({
    namespace: 'default',
    body: { metadata: { name: 'silent' }, spec: { selector: { app: 'silent' }, ports: [{ port: 443 }] } },
  });
  await config.makeApiClient(ApiregistrationV1Api).createAPIService({
    body: {
      metadata: { name },
      spec: {
        group: 'silent.muster.test',
        version: 'v1',
        groupPriorityMinimum: 1_000,
        versionPriority: 10,
        insecureSkipTLSVerify: true,
        service: { namespace: 'default', name: 'silent' },
      },
    },
  });
  return { name };
}

/** A kind of its own, as operators bring them, gone with the test. */
export async function defineKind(group: string): Promise<void> {
  const config = configOf(inject('kubeconfigPath'));
  const custom = config.makeApiClient(CustomObjectsApi);
  const place = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
  const name = `databases.${group}`;
  onTestFinished(async () => {
    await custom.deleteClusterCustomObject({ ...place, name });
  });
  await custom.createClusterCustomObject({
    ...place,
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'databases', singular: 'database', kind: 'Database', listKind: 'DatabaseList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    },
  });
}
