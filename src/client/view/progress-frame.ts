import { FRAME_LINES_MAX } from '../../shared/limits.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import { elapsedText } from './duration.ts';
import { fitEnd, fitMiddle, oneLine, padTo, wrapParts } from './fit.ts';
import type { Paint } from './paint.ts';
import { statusLine } from './status-line.ts';

export interface FrameState {
  readonly progress: RunProgress;
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** Something that the reader must know now: a question, a cancellation, a trouble. */
  readonly notice?: string;
}

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Rows that stay free above the frame, so that finished lines can be read. */
const ROWS_FREE = 4;
const ELAPSED_COLUMNS = 8;

/**
 * The frame below the finished lines: counts, then what runs for longest, then a notice. At most `rows - 4` lines and
 * 15, at least one; no line is wider than the screen. Pure.
 */
export function progressFrame(state: FrameState, screen: Screen, paint: Paint): string[] {
  const linesMax = Math.max(1, Math.min(screen.rows - ROWS_FREE, FRAME_LINES_MAX));
  const noticeText = state.notice === undefined ? [] : wrapParts(state.notice, screen.columns).slice(0, linesMax);
  const notice = noticeText.map((line) => paint('bold', line));
  if (notice.length === linesMax) return notice;
  const room = linesMax - 1 - notice.length;
  return [statusLine(state, screen.columns, paint), ...runningLines(state, screen, room, paint), ...notice];
}

function runningLines({ progress, nowMs }: FrameState, screen: Screen, room: number, paint: Paint): string[] {
  const oldestFirst = progress.running.toSorted((left, right) => left.sinceMs - right.sinceMs);
  if (room <= 0 || oldestFirst.length === 0) return [];
  const shown = oldestFirst.length <= room ? oldestFirst : oldestFirst.slice(0, room - 1);
  const nameColumns = Math.max(1, screen.columns - ELAPSED_COLUMNS - 4);
  const names = shown.map(({ path }) => fitMiddle(oneLine(path), nameColumns));
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = shown.map(({ sinceMs }, index) =>
    fitEnd(`  ${padTo(names[index] ?? '', width)}  ${elapsedText(nowMs - sinceMs)}`, screen.columns),
  );
  const hiddenCount = oldestFirst.length - shown.length;
  return hiddenCount === 0 ? lines : [...lines, paint('dim', fitEnd(`  … and ${hiddenCount} more`, screen.columns))];
}
