/** Whether somebody who waits for a slot may have one, apart from the number of slots. */
export interface Turn {
  /** `later`: others go first, and nobody waits for this one. `never`: it is to be told so. */
  readonly state: () => 'now' | 'later' | 'never';
  /** It has its slot: what this changes for the others counts from here. */
  readonly take: () => void;
}

/** `closed`: nobody gets a slot any more. `withdrawn`: this one does not, because its turn never comes. */
export type Answer = 'granted' | 'closed' | 'withdrawn';

interface Waiter {
  readonly turn: Turn;
  readonly answer: (answer: Answer) => void;
}

const anyTime: Turn = { state: () => 'now', take: () => undefined };

/**
 * The slots of a run. A released slot is handed to the longest waiter whose turn it is before anything else can take
 * it: waking everyone and letting them look again (`condition(() => active < limit)`) admits more than the limit.
 *
 * Plain promises, no clock, no Temporal: deterministic, and testable outside a workflow.
 */
export class SlotSemaphore {
  private inUseCount = 0;
  private closed = false;
  private readonly waiters: Waiter[] = [];
  private limitCount: number;
  private pausedFlag = false;

  constructor(limit: number) {
    this.limitCount = limit;
  }

  get inUse(): number {
    return this.inUseCount;
  }

  get waiting(): number {
    return this.waiters.length;
  }

  get limit(): number {
    return this.limitCount;
  }

  get paused(): boolean {
    return this.pausedFlag;
  }

  /** `granted` is a slot that must be released once. First come, first served, among those whose turn it is. */
  async acquire(turn: Turn = anyTime): Promise<Answer> {
    if (this.closed) return 'closed';
    const state = turn.state();
    if (state === 'never') return 'withdrawn';
    // Whoever waits is not to start now: a free slot was offered to each of them when something changed.
    if (state === 'now' && this.hasFreeSlot()) {
      this.inUseCount += 1;
      turn.take();
      return 'granted';
    }
    return await new Promise<Answer>((answer) => this.waiters.push({ turn, answer }));
  }

  release(): void {
    if (this.inUseCount === 0) throw new Error('a slot was released twice');
    this.inUseCount -= 1;
    this.grant();
  }

  /** Lowering takes nothing away: slots in use stay until they are released, then fewer are handed on. */
  setLimit(limit: number): void {
    this.limitCount = limit;
    this.grant();
  }

  setPaused(paused: boolean): void {
    this.pausedFlag = paused;
    this.grant();
  }

  /** Nobody gets a slot any more; those who wait are told so now. */
  close(): void {
    this.closed = true;
    for (const { answer } of this.waiters.splice(0)) answer('closed');
  }

  /** Tells those whose turn never comes; to be called when turns have changed. */
  withdraw(): void {
    for (const waiter of this.waiters.filter(({ turn }) => turn.state() === 'never')) {
      this.waiters.splice(this.waiters.indexOf(waiter), 1);
      waiter.answer('withdrawn');
    }
  }

  /** Hands out what is free; to be called when turns have changed and no slot is released. */
  offer(): void {
    this.grant();
  }

  private hasFreeSlot(): boolean {
    return !this.pausedFlag && this.inUseCount < this.limitCount;
  }

  private grant(): void {
    while (this.hasFreeSlot()) {
      const index = this.waiters.findIndex(({ turn }) => turn.state() === 'now');
      const [waiter] = index === -1 ? [] : this.waiters.splice(index, 1);
      if (waiter === undefined) return;
      this.inUseCount += 1;
      waiter.turn.take();
      waiter.answer('granted');
    }
  }
}
