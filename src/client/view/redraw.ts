import { CLOCK_TICK_MS, KEY_REDRAW_INTERVAL_MS, REDRAW_INTERVAL_MS } from '../../shared/limits.ts';

/**
 * When a frame is drawn: soon after something changed, no more often than every REDRAW_INTERVAL_MS, and once a second
 * for its clocks. Its timers keep no process alive.
 */
export class Redraw {
  private readonly draw: () => void;
  private readonly now: () => number;
  private timer: NodeJS.Timeout | undefined;
  private dueAtMs = Number.POSITIVE_INFINITY;
  private drawnAtMs = Number.NEGATIVE_INFINITY;
  private isClosed = false;

  constructor(draw: () => void, now: () => number) {
    this.draw = draw;
    this.now = now;
  }

  /** Something changed. `byKey`: somebody waits to see it. */
  request(byKey = false): void {
    this.at(this.drawnAtMs + (byKey ? KEY_REDRAW_INTERVAL_MS : REDRAW_INTERVAL_MS));
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private at(dueAtMs: number): void {
    if (this.isClosed || dueAtMs >= this.dueAtMs) return;
    const waitMs = dueAtMs - this.now();
    if (waitMs <= 0) return this.drawNow();
    clearTimeout(this.timer);
    this.dueAtMs = dueAtMs;
    this.timer = setTimeout(() => this.drawNow(), waitMs);
    this.timer.unref();
  }

  private drawNow(): void {
    clearTimeout(this.timer);
    this.dueAtMs = Number.POSITIVE_INFINITY;
    this.drawnAtMs = this.now();
    this.draw();
    this.at(this.drawnAtMs + CLOCK_TICK_MS);
  }
}
