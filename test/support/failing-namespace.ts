import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { inject } from 'vitest';

/** Nobody schedules them: what becomes of such pods is written by hand, because nothing here runs containers. */
const podSpec = { schedulerName: 'nobody', containers: [{ name: 'app', image: 'example.com/app' }] };

/** A namespace as a failed script leaves one: a pod on a node that is away and that ran out of memory, a Deployment that waits, their events. */
export async function fillAsFailed(namespace: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(inject('kubeconfigPath'));
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedPod({
    namespace,
    body: { metadata: { name: 'web-0' }, spec: { ...podSpec, nodeName: 'away' } },
  });
  const started = new Date(Date.now() - 60_000);
  const body = await core.readNamespacedPod({ namespace, name: 'web-0' });
  body.status = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'app',
        image: 'example.com/app',
        imageID: 'example.com/app@sha256:0',
        ready: false,
        restartCount: 3,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, startedAt: started, finishedAt: started } },
      },
    ],
  };
  await core.replaceNamespacedPodStatus({ namespace, name: 'web-0', body });
  const labels = { app: 'web' };
  await config.makeApiClient(AppsV1Api).createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: 'web' },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
    },
  });
  for (const [type, reason, count] of [
    ['Normal', 'Pulled', 1],
    ['Warning', 'BackOff', 7],
  ] as const) {
    await core.createNamespacedEvent({
      namespace,
      body: {
        metadata: { generateName: 'web-0.' },
        involvedObject: { kind: 'Pod', name: 'web-0', namespace },
        type,
        reason,
        count,
        message: 'said by hand',
        lastTimestamp: new Date(),
      },
    });
  }
}
