import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { AwaitNamespacesGoneResult } from '../activities/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import {
  AWAIT_GONE_TURN_MS,
  DRAINING_MIN,
  DRAINING_PER_SLOT,
  SECOND_MS,
  SLOW_DELETION_MS,
  SLOW_TURN_MS,
  STUCK_AFTER_MS_BASE,
  STUCK_AFTER_MS_PER_DELETION,
  STUCK_BREAKER_COUNT,
} from '../shared/limits.ts';
import type { ClusterIdentity, NamespaceCondition, NamespaceRef, StuckNamespace } from '../shared/namespace.ts';
import type { RunSettings } from '../shared/plan.ts';
import { awaitNamespacesGoneStub } from './activity-stubs.ts';

interface Entry {
  readonly ref: NamespaceRef;
  readonly sinceMs: number;
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
  private tripped = false;
  private replaced = false;
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

  /** Once too many were stuck, the cluster cannot delete, so nothing new may be created on it; stays true. */
  get breakerOpen(): boolean {
    return this.tripped;
  }

  /** Another cluster answers at the address: what was created on the first is gone with it; stays true. */
  get clusterReplaced(): boolean {
    return this.replaced;
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
      const sinceMs = Date.now();
      this.entries.set(ref.name, { ref, sinceMs, stuckAtMs: sinceMs + patienceMs, conditions: [] });
    }
  }

  addStuck(stuck: readonly StuckNamespace[]): void {
    for (const namespace of stuck) this.stuckByName.set(namespace.name, namespace);
    this.tripped ||= this.stuckByName.size >= STUCK_BREAKER_COUNT;
  }

  /** Takes back what counts as stuck only because its deletion could not be asked for; it may be by now. */
  retryRefused(): void {
    for (const [name, { reason }] of this.stuckByName) {
      if (reason !== FailureType.NamespaceStuck) this.stuckByName.delete(name);
    }
  }

  /** Looks at the stuck ones once more: what is proved gone is not stuck. Rejects when the cluster does not answer. */
  async recheckStuck(): Promise<void> {
    if (this.stuckByName.size === 0) return;
    const namespaces = this.stuck.map(({ name, uid }) => ({ name, ...(uid === undefined ? {} : { uid }) }));
    const { gone } = await awaitNamespacesGoneStub().awaitNamespacesGone({
      namespaces,
      cluster: this.cluster,
      turnMs: SECOND_MS,
    });
    for (const name of gone) this.stuckByName.delete(name);
  }

  /** Ends {@link watch} once nothing drains any more. */
  close(): void {
    this.closing = true;
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
    const nowMs = Date.now();
    const firstStuckMs = Math.min(...entries.map((entry) => entry.stuckAtMs)) - nowMs;
    // What is added during a turn is looked at in the next: while only slow ones are waited for, turns are short.
    const onlySlow = entries.every((entry) => nowMs - entry.sinceMs > SLOW_DELETION_MS);
    const turnMs = onlySlow ? SLOW_TURN_MS : AWAIT_GONE_TURN_MS;
    try {
      return await awaitNamespacesGoneStub().awaitNamespacesGone({
        namespaces: entries.map((entry) => entry.ref),
        cluster: this.cluster,
        turnMs: Math.min(turnMs, Math.max(SECOND_MS, firstStuckMs)),
      });
    } catch {
      // A cluster that is away proves nothing; the clock below decides when that counts as stuck. A refusal comes at
      // once, and asking again at once would fill the history with it.
      await sleep(SLOW_TURN_MS);
      return undefined;
    }
  }

  private settle(result: AwaitNamespacesGoneResult | undefined): void {
    if (result?.clusterReplaced === true) {
      this.replaced = true;
      this.entries.clear();
    }
    for (const name of result?.gone ?? []) this.entries.delete(name);
    for (const { name, conditions } of result?.remaining ?? []) {
      const entry = this.entries.get(name);
      if (entry !== undefined) entry.conditions = conditions;
    }
    const nowMs = Date.now();
    for (const [name, { ref, stuckAtMs, conditions }] of this.entries) {
      if (stuckAtMs > nowMs) continue;
      this.entries.delete(name);
      this.addStuck([{ ...ref, reason: FailureType.NamespaceStuck, conditions }]);
    }
  }
}
