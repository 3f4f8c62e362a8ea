/**
 * The slots of a run. A released slot is handed to the longest waiter before anything else can take it: waking
 * everyone and letting them look again (`condition(() => active < limit)`) admits more than the limit.
 *
 * Plain promises, no clock, no Temporal: deterministic, and testable outside a workflow.
 */
export class SlotSemaphore {
  private inUseCount = 0;
  private closed = false;
  private readonly waiters: ((granted: boolean) => void)[] = [];
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

  /** Resolves true with a slot that must be released once, or false when the semaphore was closed. First come, first served. */
  async acquire(): Promise<boolean> {
    if (this.closed) return false;
    if (this.waiters.length === 0 && this.hasFreeSlot()) {
      this.inUseCount += 1;
      return true;
    }
    return await new Promise<boolean>((resolve) => this.waiters.push(resolve));
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
    for (const waiter of this.waiters.splice(0)) waiter(false);
  }

  private hasFreeSlot(): boolean {
    return !this.pausedFlag && this.inUseCount < this.limitCount;
  }

  private grant(): void {
    while (this.hasFreeSlot()) {
      const waiter = this.waiters.shift();
      if (waiter === undefined) return;
      this.inUseCount += 1;
      waiter(true);
    }
  }
}
