import { FAILURES_LISTED_MAX, SHOWN_LOG_INTERVAL_MS } from '../../shared/limits.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import type { Invocation } from '../invocation.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from '../temporal/connection.ts';
import { webUiLink } from '../temporal/temporal-target.ts';
import { oneLine } from '../view/fit.ts';
import { failuresPane, helpPane, logPane } from '../view/live-panes.ts';
import type { Pane } from '../view/pane-frame.ts';
import { offsetMax, paneRoom } from '../view/pane-frame.ts';
import type { RunScreen } from '../view/run-screen.ts';
import { askForLimit, askForPause } from './ask-live.ts';
import type { Key } from './keys.ts';
import type { LiveEffect, LiveFacts, LiveState, LogChoice } from './live-state.ts';
import { noPane, pressLive } from './live-state.ts';
import type { LogTail } from './log-tail.ts';
import { readLogTail } from './log-tail.ts';
import { openPage } from './open-page.ts';
import { Wish } from './wish.ts';

export interface LiveKeysOptions {
  readonly invocation: Invocation;
  readonly temporal: Temporal;
  readonly run: RunIdentity;
  readonly screen: RunScreen;
  readonly canDetach: boolean;
  /** What Ctrl-C does, for the page of keys. */
  readonly signalText: string;
}

/** The keys of the live view at work: pages over the frame, slots and pause of the run. */
export class LiveKeys {
  private readonly options: LiveKeysOptions;
  private readonly limit: Wish<number>;
  private readonly pause: Wish<boolean>;
  private state: LiveState = noPane;
  private tail: { readonly path: string; readonly read: LogTail } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isReading = false;
  private answeredAt: RunProgress | undefined;

  constructor(options: LiveKeysOptions) {
    this.options = options;
    const { temporal, run } = options;
    this.limit = new Wish(async (limit) => this.answered(await askForLimit(temporal, run, limit)));
    this.pause = new Wish(async (paused) => this.answered(await askForPause(temporal, run, paused)));
  }

  /** True: a page is open, and keys belong to it. */
  get hasPane(): boolean {
    return this.state.pane !== 'none';
  }

  press(key: Key): void {
    this.forgetWishes();
    const facts = this.facts();
    const [next, effect] = pressLive(this.state, key, facts);
    this.state = next;
    this.obey(effect, facts);
  }

  close(): void {
    clearInterval(this.timer);
    this.limit.close();
    this.pause.close();
  }

  private answered(text: string): void {
    const { screen } = this.options;
    this.answeredAt = screen.progress;
    screen.flash(oneLine(text));
  }

  /** What was answered shows in what has been read of the run since; until then the next key builds on the wish. */
  private forgetWishes(): void {
    if (this.options.screen.progress === this.answeredAt) return;
    if (this.limit.isSettled) this.state = { ...this.state, limitWish: undefined };
    if (this.pause.isSettled) this.state = { ...this.state, pauseWish: undefined };
  }

  private obey(effect: LiveEffect, facts: LiveFacts): void {
    const { screen } = this.options;
    switch (effect.kind) {
      case 'none':
        return;
      case 'show':
        return this.show();
      case 'show-log':
        this.show();
        return void this.readTail();
      case 'scale':
        screen.flash(`slots: ${facts.limit} → ${effect.limit} …`);
        return this.limit.make(effect.limit);
      case 'pause':
        screen.flash(effect.paused ? 'pausing …' : 'resuming …');
        return this.pause.make(effect.paused);
      case 'open-ui':
        return void this.openUi();
      case 'say':
        return screen.flash(effect.text);
    }
  }

  private show(): void {
    const { screen } = this.options;
    screen.showPane(this.hasPane ? () => this.pane() : undefined);
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.state.pane !== 'logs') return;
    this.timer = setInterval(() => void this.readTail(), SHOWN_LOG_INTERVAL_MS);
    this.timer.unref();
  }

  private pane(): Pane {
    const { state } = this;
    const { screen, signalText, canDetach } = this.options;
    if (state.pane === 'help') return { ...helpPane(signalText, canDetach, screen.size.columns), offset: state.offset };
    if (state.pane === 'failures') return failuresPane(screen.failures, state.offset);
    const path = state.chosen?.path ?? '';
    const choices = this.choices();
    const at = choices.findIndex((choice) => choice.path === path);
    const position = at < 0 ? undefined : `${at + 1}/${choices.length}`;
    return logPane({
      path,
      position,
      offset: state.offset,
      ...(this.tail?.path === path ? { tail: this.tail.read } : {}),
    });
  }

  private facts(): LiveFacts {
    const { screen } = this.options;
    const { progress } = screen;
    const lineCount = this.hasPane ? this.pane().lines.length : 0;
    return {
      hasFrame: screen.hasFrame,
      isOpen: progress?.phase === 'running' && !progress.cancelRequested,
      limit: progress?.limit ?? 0,
      paused: progress?.paused ?? false,
      choices: this.choices(),
      offsetMax: offsetMax(lineCount, screen.size),
      room: paneRoom(screen.size),
    };
  }

  /** Longest running first, then failures, newest first. */
  private choices(): LogChoice[] {
    const { screen } = this.options;
    const running = (screen.progress?.running ?? []).toSorted((left, right) => left.sinceMs - right.sinceMs);
    const failed = screen.failures.slice(-FAILURES_LISTED_MAX).toReversed();
    return [...running, ...failed.filter(({ attemptCount }) => attemptCount > 0)];
  }

  private async readTail(): Promise<void> {
    const { chosen } = this.state;
    const { screen, run } = this.options;
    if (this.isReading || chosen === undefined) return;
    this.isReading = true;
    const read = await readLogTail(screen.progress?.resultsDir ?? '', run.runId, chosen);
    this.isReading = false;
    this.tail = { path: chosen.path, read };
    screen.changed(true);
    // Another one was chosen in between.
    if (this.state.chosen !== undefined && this.state.chosen.path !== chosen.path) void this.readTail();
  }

  private async openUi(): Promise<void> {
    const { invocation, temporal, run, screen } = this.options;
    const link = webUiLink(temporal.target, run.workflowId, run.runId);
    if (link === undefined) return screen.flash('no Web UI is known for this Temporal; TEMPORAL_UI_URL names one');
    if (await openPage(link, invocation.env)) screen.flash('opened in the browser');
    else screen.line(`web ui   ${oneLine(link)}`);
  }
}
