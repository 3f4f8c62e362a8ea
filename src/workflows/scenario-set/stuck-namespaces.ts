import type { AwaitNamespacesGoneResult } from '../../activities/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { STUCK_BREAKER_COUNT, STUCK_SHOWN_MAX } from '../../shared/limits.ts';
import type { NamespaceRef, StuckNamespace } from '../../shared/namespace.ts';
import { blockerText, stuckAdvice } from '../../shared/stuck-text.ts';

/** Namespaces whose deletion does not end or was refused, with all that is known of why. */
export class StuckNamespaces {
  private readonly byName = new Map<string, StuckNamespace>();
  private tripped = false;
  private readonly onChange: () => void;

  /** `onChange` is called whenever something else is known of them than before. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get all(): readonly StuckNamespace[] {
    return [...this.byName.values()];
  }

  get refs(): readonly NamespaceRef[] {
    return this.all.map(({ name, uid }) => ({ name, ...(uid === undefined ? {} : { uid }) }));
  }

  /** Once too many were stuck at a time; stays true. */
  get breakerOpen(): boolean {
    return this.tripped;
  }

  openBreaker(): void {
    this.tripped = true;
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  add(stuck: readonly StuckNamespace[]): void {
    if (stuck.length === 0) return;
    for (const namespace of stuck) this.byName.set(namespace.name, namespace);
    this.tripped ||= this.byName.size >= STUCK_BREAKER_COUNT;
    this.onChange();
  }

  /** Those that the cluster is deleting, the ones of which no blocker is known first: whom to ask about again. */
  get unexplainedFirst(): readonly NamespaceRef[] {
    const deleting = this.all.filter(({ reason }) => reason === FailureType.NamespaceStuck);
    const isExplained = ({ blockers = [] }: StuckNamespace) => blockers.length > 0;
    return [...deleting.filter((namespace) => !isExplained(namespace)), ...deleting.filter(isExplained)];
  }

  /** What is gone is not stuck any more; what the others say now replaces what they said. */
  learn({ gone, remaining }: Pick<AwaitNamespacesGoneResult, 'gone' | 'remaining'>): void {
    const names = new Set([...gone, ...remaining.map(({ name }) => name)]);
    if (!this.all.some(({ name }) => names.has(name))) return;
    for (const name of gone) this.byName.delete(name);
    for (const { name, conditions, blockers } of remaining) {
      const stuck = this.byName.get(name);
      // Why a deletion was refused is not among what the namespace itself says.
      if (stuck?.reason !== FailureType.NamespaceStuck) continue;
      const known = conditions.length > 0 ? conditions : stuck.conditions;
      this.byName.set(name, { ...stuck, conditions: known, ...(blockers === undefined ? {} : { blockers }) });
    }
    this.onChange();
  }

  /** Takes back what counts as stuck only because its deletion could not be asked for; it may be by now. */
  retryRefused(): void {
    for (const [name, { reason }] of this.byName) {
      if (reason !== FailureType.NamespaceStuck) this.byName.delete(name);
    }
  }
}

/** Markdown for the Web UI; the first STUCK_SHOWN_MAX with all that is known. Pure. */
export function stuckDetails(stuck: readonly StuckNamespace[]): string[] {
  return stuck.flatMap((namespace, index) => {
    const { name, reason, conditions, blockers = [] } = namespace;
    const head = `- **stuck** namespace \`${name}\`: ${reason}`;
    if (index >= STUCK_SHOWN_MAX) return [head];
    return [
      head,
      ...conditions.map(({ type, message }) => `  - ${type}: ${message}`),
      ...blockers.map((blocker) => `  - \`${blockerText(blocker)}\``),
      `  - look: \`${stuckAdvice(namespace)}\``,
    ];
  });
}
