import { usageError } from '../errors.ts';

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

/** One cluster, or a usage error when the flags name two. */
export function clusterWish(flags: ClusterFlags): ClusterWish {
  const choosesContext = flags.kubeconfig !== undefined || flags.context !== undefined;
  if (flags.embedded === true && choosesContext) {
    throw usageError('--embedded and --kubeconfig or --context name two different clusters', 'give one of them');
  }
  if (flags.taskQueue !== undefined) {
    if (flags.embedded === true || choosesContext) {
      throw usageError(
        `--task-queue ${flags.taskQueue}: its workers have a cluster of their own`,
        'leave out --embedded, --kubeconfig and --context, or leave out --task-queue',
      );
    }
    return { kind: 'worker', taskQueue: flags.taskQueue };
  }
  if (flags.embedded === true) return { kind: 'embedded' };
  return {
    kind: 'kubeconfig',
    ...(flags.kubeconfig === undefined ? {} : { kubeconfigPath: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
  };
}
