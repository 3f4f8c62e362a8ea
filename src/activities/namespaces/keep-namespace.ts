import type { KubernetesClient } from '../../kubernetes/index.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities } from '../contract.ts';

interface Dependencies {
  readonly kubernetes: Pick<KubernetesClient, 'keepNamespace'>;
  readonly activity: () => ActivityContext;
}

/** See {@link Activities.keepNamespace}. */
export function keepNamespace({ kubernetes, activity }: Dependencies): Activities['keepNamespace'] {
  return async ({ name, uid, untilMs }) => ({
    kept: await kubernetes.keepNamespace({ name, uid }, untilMs, activity().signal),
  });
}
