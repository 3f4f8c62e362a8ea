import { FRAME_LINES_MAX } from '../../shared/limits.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import { signCounts } from './counts.ts';
import { elapsedText } from './duration.ts';
import { fitEnd, fitMiddle, oneLine, padTo } from './fit.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';

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
  const notice = state.notice === undefined ? [] : [paint('bold', fitEnd(state.notice, screen.columns))];
  if (linesMax === 1) return notice.length > 0 ? notice : [statusLine(state, screen, paint)];
  const room = linesMax - 1 - notice.length;
  return [statusLine(state, screen, paint), ...runningLines(state, screen, room, paint), ...notice];
}

function statusLine(state: FrameState, screen: Screen, paint: Paint): string {
  const parts = statusParts(state, paint);
  // Escape sequences have no width, so what fits is decided on the plain text.
  const plainLine = statusParts(state, plain).join(' · ');
  return fitEnd(plainLine, screen.columns) === plainLine ? parts.join(' · ') : fitEnd(plainLine, screen.columns);
}

function statusParts({ progress, startedAtMs, nowMs }: FrameState, paint: Paint): string[] {
  const elapsed = elapsedText(nowMs - startedAtMs);
  if (progress.phase === 'planning') return ['▸ planning', elapsed];
  return [
    `▸ ${progress.totals.total}/${progress.plannedCount}`,
    signCounts(progress.totals, paint),
    progress.paused ? paint('yellow', 'paused') : '',
    progress.cancelRequested ? paint('yellow', 'cancelling') : '',
    `${progress.running.length} running`,
    progress.waitingCount > 0 ? `${progress.waitingCount} waiting` : '',
    progress.drainingCount > 0 ? `${progress.drainingCount} draining` : '',
    progress.stuck.length > 0 ? paint('red', `${progress.stuck.length} stuck`) : '',
    elapsed,
  ].filter((part) => part !== '');
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
