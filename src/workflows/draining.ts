import { CancellationScope, condition } from '@temporalio/workflow';
import type { AwaitNamespacesGoneResult } from '../activities/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import {
  AWAIT_GONE_TURN_MS,
  DRAINING_MIN,
  DRAINING_PER_SLOT,
  SECOND_MS,
  STUCK_AFTER_MS_BASE,
  STUCK_AFTER_MS_PER_DELETION,
  STUCK_BREAKER_COUNT,
} from '../shared/limits.ts';
import type { ClusterIdentity, NamespaceCondition, NamespaceRef, StuckNamespace } from '../shared/namespace.ts';
import type { RunSettings } from '../shared/plan.ts';
import { awaitNamespacesGoneStub } from './activity-stubs.ts';

interface Entry {
  readonly ref: NamespaceRef;
  readonly stuckAtMs: number;
  conditions: readonly NamespaceCondition[];
}

/**
 * Namespaces whose deletion is accepted and whose object is still there. Waits for them with one activity at a time
 * over all of them, so a namespace that takes its time delays no other; one that does not end is set aside as stuck.
 */
export class Draining {
  private readonly entries = new Map<string, Entry>();
  private readonly stuckByName = new Map<string, StuckNamespace>();
  private closing = false;
  private readonly cluster: ClusterIdentity;
  private readonly settings: RunSettings;

  constructor(cluster: ClusterIdentity, settings: RunSettings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  get count(): number {
    return this.entries.size;
  }

  get stuck(): readonly StuckNamespace[] {
    return [...this.stuckByName.values()];
  }

  /** Too many stuck namespaces: the cluster cannot delete, so nothing new may be created on it. */
  get breakerOpen(): boolean {
    return this.stuckByName.size >= STUCK_BREAKER_COUNT;
  }

  /** Whether one more scenario may start beside what is draining. */
  hasRoom(limit: number): boolean {
    return this.entries.size < (this.settings.drainingMax ?? Math.max(DRAINING_MIN, DRAINING_PER_SLOT * limit));
  }

  add(refs: readonly NamespaceRef[]): void {
    for (const ref of refs) {
      if (this.entries.has(ref.name) || this.stuckByName.has(ref.name)) continue;
      const inFlightMs = STUCK_AFTER_MS_BASE + STUCK_AFTER_MS_PER_DELETION * (this.entries.size + 1);
      // A run that asks for less than the default minimum wants exactly that (tests, tiny clusters).
      const { stuckAfterMs } = this.settings;
      const patienceMs = stuckAfterMs < STUCK_AFTER_MS_BASE ? stuckAfterMs : Math.max(stuckAfterMs, inFlightMs);
      this.entries.set(ref.name, { ref, stuckAtMs: Date.now() + patienceMs, conditions: [] });
    }
  }

  addStuck(stuck: readonly StuckNamespace[]): void {
    for (const namespace of stuck) this.stuckByName.set(namespace.name, namespace);
  }

  /** The last LIST did not find these stuck ones any more. */
  keepStuck(names: ReadonlySet<string>): void {
    for (const name of this.stuckByName.keys()) if (!names.has(name)) this.stuckByName.delete(name);
  }

  /** Ends {@link watch} once nothing drains any more. */
  close(): void {
    this.closing = true;
  }

  reopen(): void {
    this.closing = false;
  }

  /** Resolves when closed and everything that was added is gone or stuck. Not cancellable: it is the cleanup. */
  async watch(): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      for (;;) {
        await condition(() => this.entries.size > 0 || this.closing);
        if (this.entries.size === 0) return;
        this.settle(await this.turn());
      }
    });
  }

  private async turn(): Promise<AwaitNamespacesGoneResult | undefined> {
    const entries = [...this.entries.values()];
    const firstStuckMs = Math.min(...entries.map((entry) => entry.stuckAtMs)) - Date.now();
    try {
      return await awaitNamespacesGoneStub().awaitNamespacesGone({
        namespaces: entries.map((entry) => entry.ref),
        cluster: this.cluster,
        turnMs: Math.min(AWAIT_GONE_TURN_MS, Math.max(SECOND_MS, firstStuckMs)),
      });
    } catch {
      // A cluster that is away proves nothing; the clock below decides when that counts as stuck.
      return undefined;
    }
  }

  private settle(result: AwaitNamespacesGoneResult | undefined): void {
    if (result?.clusterReplaced === true) this.entries.clear();
    for (const name of result?.gone ?? []) this.entries.delete(name);
    for (const { name, conditions } of result?.remaining ?? []) {
      const entry = this.entries.get(name);
      if (entry !== undefined) entry.conditions = conditions;
    }
    const nowMs = Date.now();
    for (const [name, { ref, stuckAtMs, conditions }] of this.entries) {
      if (stuckAtMs > nowMs) continue;
      this.entries.delete(name);
      this.stuckByName.set(name, { ...ref, reason: FailureType.NamespaceStuck, conditions });
    }
  }
}
