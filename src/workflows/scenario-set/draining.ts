import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { AwaitNamespacesGoneResult } from '../../activities/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import {
  AWAIT_GONE_GATHER_MS,
  AWAIT_GONE_TURN_MS,
  DRAINING_MIN,
  DRAINING_PER_SLOT,
  SECOND_MS,
  SLOW_DELETION_MS,
  SLOW_TURN_MS,
  STUCK_AFTER_MS_BASE,
  STUCK_AFTER_MS_PER_DELETION,
} from '../../shared/limits.ts';
import type {
  ClusterIdentity,
  NamespaceBlocker,
  NamespaceCondition,
  NamespaceRef,
  StuckNamespace,
} from '../../shared/namespace.ts';
import type { RunSettings } from '../../shared/plan.ts';
import { awaitNamespacesGoneStub } from '../activity-stubs.ts';
import { StuckNamespaces } from './stuck-namespaces.ts';

interface Entry {
  readonly ref: NamespaceRef;
  readonly sinceMs: number;
  readonly stuckAtMs: number;
  conditions: readonly NamespaceCondition[];
  blockers?: readonly NamespaceBlocker[] | undefined;
}

/**
 * Namespaces whose deletion is accepted and whose object is still there. Waits for them with one activity at a time
 * over all of them, so a namespace that takes its time delays no other; one that does not end is set aside as stuck.
 */
export class Draining {
  private readonly entries = new Map<string, Entry>();
  private readonly stuckOnes: StuckNamespaces;
  private replaced = false;
  private closing = false;
  private max: number | undefined;
  private readonly cluster: ClusterIdentity;
  private readonly settings: RunSettings;

  /** `onStuck` is called whenever something else is known of stuck namespaces than before. */
  constructor(cluster: ClusterIdentity, settings: RunSettings, onStuck: () => void = () => undefined) {
    this.cluster = cluster;
    this.settings = settings;
    this.max = settings.drainingMax;
    this.stuckOnes = new StuckNamespaces(onStuck);
  }

  get count(): number {
    return this.entries.size;
  }

  get stuck(): readonly StuckNamespace[] {
    return this.stuckOnes.all;
  }

  /** Once too many were stuck, the cluster cannot delete, so nothing new may be created on it; stays true. */
  get breakerOpen(): boolean {
    return this.stuckOnes.breakerOpen;
  }

  /** Another cluster answers at the address: what was created on the first is gone with it; stays true. */
  get clusterReplaced(): boolean {
    return this.replaced;
  }

  /** Whether one more scenario may start beside what is draining. */
  hasRoom(limit: number): boolean {
    return this.entries.size < (this.max ?? Math.max(DRAINING_MIN, DRAINING_PER_SLOT * limit));
  }

  /** Somebody may soon wait for room. */
  private get isTight(): boolean {
    return 2 * this.entries.size >= (this.max ?? DRAINING_MIN);
  }

  /** A shard's part of what may drain in its run. */
  setMax(max: number): void {
    this.max = max;
  }

  /** Too many are stuck in the shards of this run together. */
  openBreaker(): void {
    this.stuckOnes.openBreaker();
  }

  add(refs: readonly NamespaceRef[]): void {
    for (const ref of refs) {
      if (this.entries.has(ref.name) || this.stuckOnes.has(ref.name)) continue;
      const inFlightMs = STUCK_AFTER_MS_BASE + STUCK_AFTER_MS_PER_DELETION * (this.entries.size + 1);
      // A run that asks for less than the default minimum wants exactly that (tests, tiny clusters).
      const { stuckAfterMs } = this.settings;
      const patienceMs = stuckAfterMs < STUCK_AFTER_MS_BASE ? stuckAfterMs : Math.max(stuckAfterMs, inFlightMs);
      const sinceMs = Date.now();
      this.entries.set(ref.name, { ref, sinceMs, stuckAtMs: sinceMs + patienceMs, conditions: [] });
    }
  }

  addStuck(stuck: readonly StuckNamespace[]): void {
    this.stuckOnes.add(stuck);
  }

  /** Takes back what counts as stuck only because its deletion could not be asked for; it may be by now. */
  retryRefused(): void {
    this.stuckOnes.retryRefused();
  }

  /**
   * Looks at the stuck ones once more: what is proved gone is not stuck, and what holds the others is asked for again.
   * Rejects when the cluster does not answer.
   */
  async recheckStuck(): Promise<void> {
    const { refs, unexplainedFirst } = this.stuckOnes;
    if (refs.length === 0) return;
    const result = await awaitNamespacesGoneStub().awaitNamespacesGone({
      namespaces: refs,
      cluster: this.cluster,
      turnMs: SECOND_MS,
      diagnose: unexplainedFirst.map(({ name }) => name),
    });
    this.stuckOnes.learn(result);
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
    const turnMs = Math.min(onlySlow ? SLOW_TURN_MS : AWAIT_GONE_TURN_MS, Math.max(SECOND_MS, firstStuckMs));
    // Those that count as stuck when this turn ends: the last chance to learn what holds them while it does.
    const diagnose = entries.filter((entry) => entry.stuckAtMs <= nowMs + turnMs).map((entry) => entry.ref.name);
    try {
      return await awaitNamespacesGoneStub().awaitNamespacesGone({
        // What is stuck may still go, and is not stuck then.
        namespaces: [...entries.map((entry) => entry.ref), ...this.stuckOnes.refs],
        cluster: this.cluster,
        turnMs,
        ...(this.closing || this.isTight ? {} : { gatherMs: AWAIT_GONE_GATHER_MS }),
        ...(diagnose.length === 0 ? {} : { diagnose }),
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
    for (const { name, conditions, blockers } of result?.remaining ?? []) {
      const entry = this.entries.get(name);
      if (entry !== undefined) Object.assign(entry, { conditions, blockers });
    }
    if (result !== undefined) this.stuckOnes.learn(result);
    const nowMs = Date.now();
    const overdue = [...this.entries.values()].filter(({ stuckAtMs }) => stuckAtMs <= nowMs);
    for (const { ref } of overdue) this.entries.delete(ref.name);
    this.addStuck(
      overdue.map(({ ref, conditions, blockers }) => {
        const why = { reason: FailureType.NamespaceStuck, conditions };
        return { ...ref, ...why, ...(blockers === undefined ? {} : { blockers }) };
      }),
    );
  }
}
