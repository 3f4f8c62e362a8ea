import { CancellationScope, condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import type { Allotment, ShardReport } from '../../shared/allotment.ts';
import type { Shares } from '../../shared/allotments.ts';
import { allot, wantsAnother, withClosed, withLost, withOpened, withReport } from '../../shared/allotments.ts';
import { SHARDS_SKIPPING_AT_ONCE } from '../../shared/limits.ts';
import type { RunPlan, ShardPlan } from '../../shared/plan.ts';
import { pacingOf } from '../../shared/shard-reports.ts';
import { adoptShard } from './adopt-shard.ts';
import type { LeftBehind } from '../scenario-set/child.ts';
import type { Shard } from './known-shard.ts';
import { isShardReport } from './is-shard-report.ts';
import { setAllotmentSignal } from '../messages.ts';
import type { RunIdentity } from '../run/run-identity.ts';
import { shardIdOf } from '../run/run-identity.ts';
import type { SlotSemaphore } from '../scenario-set/semaphore.ts';
import type { ShardEnd, ShardInput } from './shard-contract.ts';
import { executeShard } from './shard-child.ts';

export interface RunShardsOptions {
  readonly run: RunIdentity;
  readonly plan: RunPlan & { readonly shards: readonly ShardPlan[]; readonly planDigest: string };
  /** The limit and the pause of the whole run; nobody waits for these. */
  readonly slots: SlotSemaphore;
  /** Why nothing more is to start. */
  readonly refusal: () => Allotment['refusal'];
  /** Where goes what an adopted shard leaves behind. */
  readonly left: LeftBehind;
  readonly onResult: (result: ShardEnd) => void;
  readonly onChange: () => void;
}

/**
 * The shards of a run: opens them in order, divides the slots between them, and collects what became of each. All
 * decisions about slots are those of `shared/allotments.ts`; here they are carried out.
 */
export class RunShards {
  readonly all: readonly Shard[];
  private shares: Shares;
  private doneCount = 0;
  private readonly options: RunShardsOptions;
  private readonly scope = CancellationScope.current();

  constructor(options: RunShardsOptions) {
    this.options = options;
    const { plan, run } = options;
    this.all = plan.shards.map((shard) => ({
      plan: shard,
      workflowId: shardIdOf(run, shard.index),
      state: 'waiting',
      isStarted: false,
      skips: false,
      sentSeq: 0,
    }));
    this.shares = { limit: 0, drainingMax: plan.settings.drainingMax, open: [] };
  }

  /** Resolves when every shard is closed or adopted. */
  async run(): Promise<void> {
    this.scope.cancelRequested.catch(async () => await this.update());
    void this.update();
    await CancellationScope.nonCancellable(() => condition(() => this.doneCount === this.all.length));
  }

  take(report: ShardReport | undefined): void {
    const shard = this.all.find(({ plan, state }) => plan.index === report?.index && state === 'open');
    if (shard === undefined || report === undefined || !isShardReport(report)) return;
    if (report.seq <= (shard.report?.seq ?? 0)) return;
    shard.report = report;
    this.shares = withReport(this.shares, report.index, report);
    void this.update();
  }

  /** Something is different: another limit, a report, a shard that closed. Resolves when whoever must know was told. */
  async update(): Promise<void> {
    const { slots, refusal } = this.options;
    const isCancelled = this.scope.consideredCancelled;
    // What is open hears of a cancellation by being cancelled.
    const why = isCancelled ? undefined : refusal();
    const limit = slots.paused ? 0 : slots.limit;
    this.shares = { ...this.shares, limit, refusal: this.shares.refusal ?? why };
    const opened = this.open(isCancelled || this.shares.refusal !== undefined);
    const { shares } = allot(this.shares);
    this.shares = shares;
    for (const shard of opened) this.begin(shard, isCancelled);
    this.options.onChange();
    if (!isCancelled) await Promise.all(this.all.map(async (shard) => await this.tell(shard)));
  }

  /** Those that are open from now on. `skipping`: nothing is to start any more. */
  private open(skipping: boolean): Shard[] {
    const opened: Shard[] = [];
    for (let next = this.next(skipping); next !== undefined; next = this.next(skipping)) {
      next.state = 'open';
      next.skips = skipping;
      this.shares = withOpened(this.shares, next.plan.index, next.plan.scenarioCount);
      opened.push(next);
    }
    return opened;
  }

  private next(skipping: boolean): Shard | undefined {
    if (skipping) {
      const busy = this.all.filter((shard) => shard.state === 'open' && shard.skips).length;
      return busy < SHARDS_SKIPPING_AT_ONCE ? this.all.find(({ state }) => state === 'waiting') : undefined;
    }
    if (!wantsAnother(this.shares)) return undefined;
    return this.all.find(({ state, plan }) => state === 'waiting' && (plan.after ?? []).every((i) => this.isDone(i)));
  }

  private isDone(index: number): boolean {
    const state = this.all[index]?.state;
    return state === 'closed' || state === 'adopted';
  }

  private begin(shard: Shard, isCancelled: boolean): void {
    const share = this.shares.open.find(({ index }) => index === shard.plan.index);
    if (share === undefined) return;
    const refusal = { reason: 'cancelled', message: 'cancelled before it started' };
    const allotment = isCancelled ? { ...share.told, refusal } : share.told;
    shard.sentSeq = allotment.seq;
    void this.attend(shard, this.inputOf(shard, allotment));
  }

  private inputOf({ plan: { index, scenarioCount, after = [], needs = [] } }: Shard, allotment: Allotment): ShardInput {
    const { run, plan } = this.options;
    const { settings, cluster, temporalNamespaceId, searchAttributes, planDigest, shards } = plan;
    const before = after.map((earlier) => this.all[earlier]?.result);
    // Of one that was lost altogether nobody knows what passed.
    const isUnknown = before.some((result) => result?.isUnknown !== false);
    const notPassed = new Set(before.flatMap((result) => result?.notPassed ?? []));
    return {
      run,
      index,
      scenarioCount,
      plan: { settings, cluster, temporalNamespaceId, searchAttributes, planDigest },
      allotment,
      pacing: pacingOf(shards.length, settings.maxFailures),
      notPassedBefore: needs.filter((path) => isUnknown || notPassed.has(path)),
    };
  }

  /** Never rejects. */
  private async attend(shard: Shard, input: ShardInput): Promise<void> {
    const { index } = shard.plan;
    try {
      const result = await executeShard(this.scope, input, () => {
        shard.isStarted = true;
        void this.tell(shard);
      });
      shard.result = { ...result, isUnknown: false };
      shard.state = 'closed';
    } catch {
      this.shares = withLost(this.shares, index);
      shard.result = await CancellationScope.nonCancellable(() => adoptShard(input, this.options.left));
      shard.state = 'adopted';
    }
    delete shard.report;
    this.doneCount += 1;
    this.shares = withClosed(this.shares, index);
    this.options.onResult(shard.result);
    await this.update();
  }

  /** Sends the newest allotment, one signal at a time: what became old meanwhile is not sent. Never rejects. */
  private async tell(shard: Shard): Promise<void> {
    if (!shard.isStarted) return;
    const newest = () => this.shares.open.find(({ index, lost }) => index === shard.plan.index && !lost)?.told;
    shard.telling ??= CancellationScope.nonCancellable(async () => {
      for (let told = newest(); told !== undefined && told.seq > shard.sentSeq; told = newest()) {
        shard.sentSeq = told.seq;
        try {
          await getExternalWorkflowHandle(shard.workflowId).signal(setAllotmentSignal, told);
        } catch {
          // It has just closed, and its result is on the way.
        }
      }
    }).finally(() => {
      shard.telling = undefined;
    });
    await shard.telling;
  }
}
