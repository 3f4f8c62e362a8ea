interface Planned {
  readonly atMs: number;
  /** Of two at the same moment the one that was planned first happens first. */
  readonly order: number;
  readonly act: () => void;
}

/** Time that passes only from one planned act to the next: hours of a run in a moment, the same every time. */
export class SimulatedClock {
  nowMs = 0;
  #order = 0;
  /** A binary heap, earliest on top. */
  readonly #heap: Planned[] = [];

  after(delayMs: number, act: () => void): void {
    this.#push({ atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, act });
  }

  /** Runs until nothing is planned. @throws RangeError after too many acts: something goes round in circles. */
  run(actsMax: number): void {
    for (let count = 0; this.#heap.length > 0; count += 1) {
      if (count > actsMax) throw new RangeError(`more than ${actsMax} acts, at ${this.nowMs} ms`);
      const next = this.#pop();
      this.nowMs = next.atMs;
      next.act();
    }
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let at = heap.push(planned) - 1;
    for (;;) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (at === 0 || parent === undefined || isBefore(parent, planned)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = planned;
  }

  #pop(): Planned {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (top === undefined || last === undefined) throw new RangeError('nothing is planned');
    if (heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(planned: Planned): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const leftAt = 2 * at + 1;
      const left = heap[leftAt];
      if (left === undefined) break;
      const right = heap[leftAt + 1];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(planned, child)) break;
      heap[at] = child;
      at = isRight ? leftAt + 1 : leftAt;
    }
    heap[at] = planned;
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
