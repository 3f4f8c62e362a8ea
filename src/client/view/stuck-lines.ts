import { FailureType } from '../../shared/failure-types.ts';
import { STUCK_SHOWN_MAX } from '../../shared/limits.ts';
import type { StuckNamespace } from '../../shared/namespace.ts';
import { blockerText, stuckAdvice, stuckReason } from '../../shared/stuck-text.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

/**
 * Stuck namespaces with what the cluster says of each, what holds it, and how to look at that; the first STUCK_SHOWN_MAX
 * of them in full. `kubectl`: with what it needs to find the run's cluster from the reader's shell. Pure.
 */
export function stuckLines(stuck: readonly StuckNamespace[], paint: Paint, kubectl = 'kubectl'): string[] {
  const hiddenCount = Math.max(0, stuck.length - STUCK_SHOWN_MAX);
  return [
    ...stuck
      .slice(0, STUCK_SHOWN_MAX)
      .flatMap((namespace) => [
        `${paint('red', '!')} stuck namespace ${oneLine(namespace.name)}  ${namespace.reason}`,
        ...namespace.conditions.map((condition) => `  ${condition.type}: ${oneLine(condition.message)}`),
        ...(isUnexplained(namespace) ? [`  ${SILENCE}`] : []),
        ...(namespace.blockers ?? []).map((blocker) => `  ${oneLine(blockerText(blocker))}`),
        `  ${paint('dim', 'look')} ${oneLine(stuckAdvice(namespace, kubectl))}`,
      ]),
    ...(hiddenCount === 0 ? [] : [`${paint('red', '!')} ${hiddenCount} more stuck namespaces; -o json tells all`]),
  ];
}

/** The line that tells of one while the run goes on. Pure. */
export function stuckLine(namespace: StuckNamespace, paint: Paint): string {
  return `${paint('red', '!')} stuck namespace ${oneLine(namespace.name)}  ${oneLine(stuckReason(namespace))}`;
}

const SILENCE = 'the namespace controller has not said why: is kube-controller-manager running?';

function isUnexplained({ reason, conditions, blockers = [] }: StuckNamespace): boolean {
  return reason === FailureType.NamespaceStuck && conditions.length === 0 && blockers.length === 0;
}
