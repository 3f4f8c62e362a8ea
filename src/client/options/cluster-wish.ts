import { usageError } from '../errors.ts';
import type { Sources } from './sources.ts';
import { pathFrom, settingOf, textSetting } from './sources.ts';

/** Where the run works. `worker` means: wherever the workers of the given task queue do. */
export type ClusterWish =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'kubeconfig'; readonly kubeconfigPath?: string; readonly context?: string }
  | { readonly kind: 'worker'; readonly taskQueue: string };

export interface ClusterFlags {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly embedded?: true | undefined;
  readonly taskQueue?: string | undefined;
}

/** One cluster, or a usage error when the settings name two. `KUBECONFIG` says where contexts are, not which one. */
export function clusterWish(sources: Sources, cwd: string): ClusterWish {
  const kubeconfig = settingOf(sources, 'kubeconfig');
  const kubeconfigPath = kubeconfig?.from === 'environment' ? undefined : kubeconfig;
  const context = settingOf(sources, 'context');
  const embedded = settingOf(sources, 'embedded');
  const taskQueue = textSetting(sources, 'taskQueue');
  const [chosen] = [kubeconfigPath, context].filter((made) => made !== undefined);
  if (embedded?.value === true && chosen !== undefined) {
    throw usageError(`${embedded.by} and ${chosen.by} name two different clusters`, 'give one of them');
  }
  if (taskQueue !== undefined) {
    if (embedded?.value === true || chosen !== undefined) {
      throw usageError(
        `${taskQueue.by} ${taskQueue.text}: its workers have a cluster of their own`,
        'leave out embedded, kubeconfig and context, or leave out the task queue',
      );
    }
    return { kind: 'worker', taskQueue: taskQueue.text };
  }
  if (embedded?.value === true) return { kind: 'embedded' };
  return { kind: 'kubeconfig', ...kubeconfigWish(sources, cwd) };
}

/** Of the commands that need a cluster and no run: what the settings say of kubeconfig and context. */
export function kubeconfigWish(sources: Sources, cwd: string): { kubeconfigPath?: string; context?: string } {
  const kubeconfig = textSetting(sources, 'kubeconfig');
  const context = textSetting(sources, 'context');
  return {
    ...(kubeconfig === undefined || kubeconfig.from === 'environment'
      ? {}
      : { kubeconfigPath: pathFrom(sources, kubeconfig.from, kubeconfig.text, cwd) }),
    ...(context === undefined ? {} : { context: context.text }),
  };
}
