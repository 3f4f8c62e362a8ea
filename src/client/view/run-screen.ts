import { QUIET_NOTICE_MS } from '../../shared/limits.ts';
import type { FinishedScenario, RunProgress } from '../../shared/run-progress.ts';
import { finishedLine } from './finished-line.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';
import { progressFrame } from './progress-frame.ts';
import { stuckLine } from './stuck-lines.ts';
import type { View } from './terminal-view.ts';

export interface RunScreenOptions {
  readonly view: View;
  readonly paint: Paint;
  readonly startedAtMs: number;
  readonly now?: () => number;
}

/** What a follower shows of a run: a line per finished scenario, the frame below, and what must not be missed. */
export class RunScreen {
  private readonly view: View;
  private readonly paint: Paint;
  private readonly startedAtMs: number;
  private readonly now: () => number;
  private lastLineAtMs: number;
  private lineCount = 0;
  private noticeText: string | undefined;
  private latest: RunProgress | undefined;
  private readonly toldStuck = new Set<string>();
  /** Failed and errored scenarios, in the order in which they finished. */
  readonly failures: FinishedScenario[] = [];

  constructor(options: RunScreenOptions) {
    this.view = options.view;
    this.paint = options.paint;
    this.startedAtMs = options.startedAtMs;
    this.now = options.now ?? Date.now;
    this.lastLineAtMs = this.now();
  }

  /** Something was told that stays on the screen. */
  get hasLines(): boolean {
    return this.lineCount > 0;
  }

  get progress(): RunProgress | undefined {
    return this.latest;
  }

  update(progress: RunProgress): void {
    this.latest = progress;
    for (const scenario of progress.finished) {
      if (scenario.status === 'failed' || scenario.status === 'errored') this.failures.push(scenario);
      this.line(finishedLine(scenario, this.paint));
    }
    this.tellStuck(progress);
    this.redraw();
    if (!this.view.hasFrame && this.now() - this.lastLineAtMs >= QUIET_NOTICE_MS) this.tellStatus(progress);
  }

  /** Each once, when it is seen first; the end of the run tells what has become of it. */
  private tellStuck({ stuck }: RunProgress): void {
    for (const namespace of stuck) {
      if (this.toldStuck.has(namespace.name)) continue;
      this.toldStuck.add(namespace.name);
      this.line(stuckLine(namespace, this.paint));
    }
  }

  line(text: string): void {
    this.lastLineAtMs = this.now();
    this.lineCount += 1;
    this.view.line(text);
  }

  /** A sentence that stays at the bottom of the frame; without a frame it is a line of its own. */
  notice(text: string | undefined): void {
    this.noticeText = text;
    if (text !== undefined && !this.view.hasFrame) this.line(text);
    this.redraw();
  }

  private redraw(): void {
    if (this.latest === undefined || !this.view.hasFrame) return;
    this.view.frame(progressFrame(this.frameState(this.latest), this.view.screen, this.paint));
  }

  private tellStatus(progress: RunProgress): void {
    const wide = { columns: Number.MAX_SAFE_INTEGER, rows: 1 };
    const { notice: _notice, ...state } = this.frameState(progress);
    for (const text of progressFrame(state, wide, plain)) this.line(text);
  }

  private frameState(progress: RunProgress) {
    return {
      progress,
      startedAtMs: this.startedAtMs,
      nowMs: this.now(),
      ...(this.noticeText === undefined ? {} : { notice: this.noticeText }),
    };
  }
}
