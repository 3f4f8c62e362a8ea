import { FRAME_FAILURES_MAX, FRAME_LINES_MAX } from '../../shared/limits.ts';
import type { FinishedScenario, RunProgress } from '../../shared/run-progress.ts';
import { failureRow } from './failure-rows.ts';
import { fitEnd, wrapParts } from './fit.ts';
import { keyLine } from './key-line.ts';
import type { Paint } from './paint.ts';
import { runningRows } from './running-rows.ts';
import type { Screen } from './screen.ts';
import { statusLine } from './status-line.ts';

export interface FrameState {
  readonly progress: RunProgress;
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** Until the last outcome, when it can be told. */
  readonly etaMs?: number | undefined;
  /** Failed and errored scenarios, oldest first; the newest few are shown. */
  readonly failures?: readonly FinishedScenario[];
  /** What keys do; absent where none are read. */
  readonly keys?: { readonly canDetach: boolean } | undefined;
  /** Something that the reader must know now: a question, a cancellation, a trouble. */
  readonly notice?: string | undefined;
}

/** Rows that stay free above the frame, so that finished lines can be read. */
const ROWS_FREE = 4;
/** A frame with fewer lines has none to spare for what the keys are; `?` tells them. */
const LINES_FOR_KEYS = 5;
/** What runs is shown with at least as many rows as what has failed. */
const FAILURES_SHARE = 0.5;

/** Lines that the frame may have: `rows - 4` and 15 at most, one at least, none on a screen of a single row. */
function frameLinesMax({ rows }: Screen): number {
  return rows <= 1 ? 0 : Math.max(1, Math.min(rows - ROWS_FREE, FRAME_LINES_MAX));
}

/**
 * The frame below the finished lines: counts, then what runs for longest, then the newest failures, then keys and a
 * notice. At most {@link frameLinesMax} lines; no line is wider than the screen. Pure.
 */
export function progressFrame(state: FrameState, screen: Screen, paint: Paint): string[] {
  const { columns } = screen;
  const linesMax = frameLinesMax(screen);
  const notice = noticeLines(state.notice, columns, linesMax, paint);
  if (notice.length >= linesMax) return notice;
  const keys = linesMax >= LINES_FOR_KEYS && state.notice === undefined ? keyLines(state, columns, paint) : [];
  const room = linesMax - 1 - notice.length - keys.length;
  const { progress, nowMs, failures = [] } = state;
  const failureRoom = Math.min(FRAME_FAILURES_MAX, failures.length, roomForFailures(room, progress.running.length));
  return [
    statusLine(state, columns, paint),
    ...runningRows(progress.running, nowMs, columns, room - failureRoom, paint),
    // The newest is the lowest, as among the lines above the frame.
    ...failures.slice(failures.length - failureRoom).map((failure) => failureRow(failure, columns, paint)),
    ...keys,
    ...notice,
  ];
}

/** Bold, in as few lines as hold all of its parts. */
export function noticeLines(notice: string | undefined, columns: number, linesMax: number, paint: Paint): string[] {
  if (notice === undefined) return [];
  return wrapParts(notice, columns)
    .slice(0, linesMax)
    .map((line) => paint('bold', line));
}

function roomForFailures(room: number, runningCount: number): number {
  return Math.max(Math.floor(room * FAILURES_SHARE), room - runningCount);
}

function keyLines(state: FrameState, columns: number, paint: Paint): string[] {
  if (state.keys === undefined || state.progress.phase === 'finished') return [];
  const { canDetach } = state.keys;
  const hasFailures = (state.failures ?? []).length > 0;
  const text = keyLine({ paused: state.progress.paused, hasFailures, canDetach }, columns);
  return text === '' ? [] : [paint('dim', fitEnd(text, columns))];
}
