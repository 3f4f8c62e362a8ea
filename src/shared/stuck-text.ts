import { FailureType } from './failure-types.ts';
import type { NamespaceBlocker, StuckNamespace } from './namespace.ts';
import { shellWord } from './shell-word.ts';

/** What holds a namespace, in kubectl's words: `configmaps/orders: finalizer example.com/hold`. Pure. */
export function blockerText(blocker: NamespaceBlocker): string {
  if (blocker.kind === 'api-service') {
    const why = [blocker.reason, blocker.message].filter((part) => part !== '').join(': ');
    return `APIService ${blocker.name} is not available${why === '' ? '' : `: ${why}`}`;
  }
  const { resource, name, finalizers } = blocker;
  const noun = finalizers.length === 1 ? 'finalizer' : 'finalizers';
  const held = finalizers.length === 0 ? 'still there, without a finalizer' : `${noun} ${finalizers.join(', ')}`;
  return `${resource}/${name}: ${held}`;
}

/** The one sentence of a stuck namespace where there is room for only one: the surest that is known. */
export function stuckReason({ reason, conditions, blockers = [] }: StuckNamespace): string {
  const [blocker] = blockers;
  const [condition] = conditions;
  if (blocker !== undefined) return blockerText(blocker);
  return condition === undefined ? reason : `${condition.type}: ${condition.message}`;
}

/**
 * The command that shows more of what holds it, or of the namespace itself; `kubectl` with whatever it needs to find the
 * cluster.
 */
export function stuckAdvice({ name, reason, blockers = [] }: StuckNamespace, kubectl = 'kubectl'): string {
  const namespace = shellWord(name);
  const [blocker] = blockers;
  if (reason === FailureType.ClusterForbidden) return `${kubectl} auth can-i delete namespace/${namespace}`;
  if (blocker === undefined) return `${kubectl} get namespace ${namespace} -o yaml`;
  return blocker.kind === 'api-service'
    ? `${kubectl} get apiservice ${shellWord(blocker.name)} -o yaml`
    : `${kubectl} get ${shellWord(blocker.resource)} ${shellWord(blocker.name)} -n ${namespace} -o yaml`;
}
