import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import { MAX_PARALLEL_MAX } from '../../shared/limits.ts';
import { pauseSignal, resumeSignal, scaleUpdate } from '../messages.ts';
import type { RunShards } from '../shards/run-shards.ts';
import type { SlotSemaphore } from '../scenario-set/semaphore.ts';

/** A limit that was asked for before there were slots; `before` once it holds. */
interface EarlyLimit {
  readonly limit: number;
  before?: number;
}

/**
 * Takes `scale`, `pause` and `resume` from the run's first moment. Before the plan nobody knows its slots: what was
 * asked until then is done, in its order, before the first of them is handed out.
 */
export class SlotRequests {
  private slots: SlotSemaphore | undefined;
  private shards: Pick<RunShards, 'update'> | undefined;
  private readonly early: EarlyLimit[] = [];
  private pausedEarly = false;
  private readonly onChange: () => void;

  /** `onChange` is called whenever another number of scenarios may run than before. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  listen(): void {
    setHandler(scaleUpdate, (limit) => this.scale(limit), { validator: requireLimit });
    setHandler(pauseSignal, () => this.pause(true));
    setHandler(resumeSignal, () => this.pause(false));
  }

  /** These are the slots from now on; of a run with shards, those are told of every change. */
  open(slots: SlotSemaphore, shards?: Pick<RunShards, 'update'>): void {
    this.slots = slots;
    this.shards = shards;
    for (const wish of this.early.splice(0)) {
      wish.before = slots.limit;
      slots.setLimit(wish.limit);
    }
    slots.setPaused(this.pausedEarly);
    this.onChange();
  }

  private scale(limit: number): number | Promise<number> {
    const { slots } = this;
    if (slots === undefined) return this.scaleLater(limit);
    const before = slots.limit;
    slots.setLimit(limit);
    this.onChange();
    return this.shards === undefined ? before : this.shards.update().then(() => before);
  }

  private async scaleLater(limit: number): Promise<number> {
    const wish: EarlyLimit = { limit };
    this.early.push(wish);
    await condition(() => wish.before !== undefined);
    return wish.before ?? limit;
  }

  private pause(paused: boolean): void {
    this.pausedEarly = paused;
    this.slots?.setPaused(paused);
    if (this.slots === undefined) return;
    this.onChange();
    void this.shards?.update();
  }
}

function requireLimit(limit: unknown): void {
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= MAX_PARALLEL_MAX) return;
  throw ApplicationFailure.nonRetryable(
    `the limit must be a whole number from 1 to ${MAX_PARALLEL_MAX}, not ${String(limit)}`,
    FailureType.RunInvalidInput,
  );
}
