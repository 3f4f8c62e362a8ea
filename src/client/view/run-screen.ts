import { FLASH_MS, QUIET_NOTICE_MS } from '../../shared/limits.ts';
import type { FinishedScenario, RunProgress } from '../../shared/run-progress.ts';
import { etaMs } from './eta.ts';
import { finishedLine } from './finished-line.ts';
import { fitEnd, oneLine } from './fit.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';
import type { Pane } from './pane-frame.ts';
import { paneFrame } from './pane-frame.ts';
import type { FrameState } from './progress-frame.ts';
import { noticeLines, progressFrame } from './progress-frame.ts';
import { Redraw } from './redraw.ts';
import type { Screen } from './screen.ts';
import { stuckLine } from './stuck-lines.ts';
import type { View } from './terminal-view.ts';
import { TypicalDuration } from './typical-duration.ts';

export interface RunScreenOptions {
  readonly view: View;
  readonly paint: Paint;
  readonly startedAtMs: number;
  /** What the key line offers; absent where no keys are read. */
  readonly keys?: { readonly canDetach: boolean } | undefined;
  readonly now?: () => number;
}

/**
 * What a follower shows of a run: a line per finished scenario, the frame below, and what must not be missed. Of a run
 * it keeps its failures and its stuck namespaces, for the summary; they are as many as the run has scenarios at most.
 */
export class RunScreen {
  private readonly view: View;
  private readonly paint: Paint;
  private readonly options: RunScreenOptions;
  private readonly now: () => number;
  private readonly redraw: Redraw;
  private readonly typical = new TypicalDuration();
  private readonly toldStuck = new Set<string>();
  private readonly toldNotices = new Set<string>();
  private lastLineAtMs: number;
  private lineCount = 0;
  private noticeText: string | undefined;
  private flashed: { readonly text: string; readonly untilMs: number } | undefined;
  private latest: RunProgress | undefined;
  private paneNow: (() => Pane) | undefined;
  /** Failed and errored scenarios, in the order in which they finished. */
  readonly failures: FinishedScenario[] = [];

  constructor(options: RunScreenOptions) {
    this.options = options;
    this.view = options.view;
    this.paint = options.paint;
    this.now = options.now ?? Date.now;
    this.lastLineAtMs = this.now();
    this.redraw = new Redraw(() => this.view.frame(this.frameLines()), this.now);
    this.view.onResize(() => this.changed(true));
    this.changed();
  }

  /** Something was told that stays on the screen. */
  get hasLines(): boolean {
    return this.lineCount > 0;
  }

  get hasFrame(): boolean {
    return this.view.hasFrame;
  }

  get size(): Screen {
    return this.view.screen;
  }

  get progress(): RunProgress | undefined {
    return this.latest;
  }

  update(progress: RunProgress): void {
    this.latest = progress;
    const lines: string[] = [];
    for (const scenario of progress.finished) {
      if (scenario.status === 'failed' || scenario.status === 'errored') this.failures.push(scenario);
      this.typical.add(scenario);
      lines.push(finishedLine(scenario, this.paint));
    }
    this.line(...this.newNotices(progress), ...lines, ...this.newStuckLines(progress));
    this.changed();
    if (!this.hasFrame && this.now() - this.lastLineAtMs >= QUIET_NOTICE_MS) this.line(...this.quietLines(progress));
  }

  /** Lines that stay. */
  line(...texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.lastLineAtMs = this.now();
    this.lineCount += texts.length;
    this.view.line(...texts);
  }

  /** A sentence that stays at the bottom of the frame; without a frame it is a line of its own. */
  notice(text: string | undefined): void {
    this.noticeText = text;
    if (text !== undefined && !this.hasFrame) this.line(text);
    this.changed(true);
  }

  /** What a key has done: in the frame for FLASH_MS, unless there is a notice; without a frame a line of its own. */
  flash(text: string): void {
    this.flashed = { text, untilMs: this.now() + FLASH_MS };
    if (!this.hasFrame) this.line(text);
    this.changed(true);
  }

  /** Shows a page in the frame's place, asked for anew at each drawing; undefined: the frame again. */
  showPane(pane: (() => Pane) | undefined): void {
    this.paneNow = pane;
    this.flashed = undefined;
    this.changed(true);
  }

  /** Draws no more. */
  close(): void {
    this.redraw.close();
  }

  changed(byKey = false): void {
    if (this.hasFrame) this.redraw.request(byKey);
  }

  /** Each once, when it is seen first; the end of the run tells what has become of it. */
  private newStuckLines({ stuck }: RunProgress): string[] {
    const untold = stuck.filter(({ name }) => !this.toldStuck.has(name));
    for (const { name } of untold) this.toldStuck.add(name);
    return untold.map((namespace) => stuckLine(namespace, this.paint));
  }

  /** Each sentence once. */
  private newNotices({ notices = [] }: RunProgress): string[] {
    const untold = notices.filter((notice) => !this.toldNotices.has(notice));
    for (const notice of untold) this.toldNotices.add(notice);
    return untold.map((notice) => `${this.paint('yellow', '!')} ${oneLine(notice)}`);
  }

  private frameLines(): string[] {
    const screen = this.size;
    const notice = this.noticeNow();
    const { latest } = this;
    if (this.paneNow !== undefined) {
      const below = noticeLines(notice, screen.columns, screen.rows, plain);
      return paneFrame(this.paneNow(), below, screen, this.paint);
    }
    if (latest !== undefined) {
      return progressFrame({ ...this.stateOf(latest), keys: this.options.keys, notice }, screen, this.paint);
    }
    const waiting = fitEnd("▸ waiting for the run's first answer", screen.columns);
    return [waiting, ...noticeLines(notice, screen.columns, 1, this.paint)].slice(0, Math.max(0, screen.rows - 1));
  }

  private noticeNow(): string | undefined {
    if (this.flashed !== undefined && this.flashed.untilMs <= this.now()) this.flashed = undefined;
    return this.noticeText ?? this.flashed?.text;
  }

  private quietLines(progress: RunProgress): string[] {
    const wide = { columns: Number.MAX_SAFE_INTEGER, rows: 5 };
    return progressFrame({ ...this.stateOf(progress), failures: [] }, wide, plain);
  }

  private stateOf(progress: RunProgress): FrameState {
    const nowMs = this.now();
    const { startedAtMs } = this.options;
    return {
      progress,
      startedAtMs,
      nowMs,
      etaMs: etaMs(progress, this.typical.ms, nowMs),
      failures: this.failures,
    };
  }
}
