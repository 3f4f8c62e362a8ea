import { fitEnd } from './fit.ts';
import type { Paint } from './paint.ts';
import type { Screen } from './screen.ts';

/** A page that takes the frame's place for a while: a log, the failures, the keys. */
export interface Pane {
  readonly title: string;
  /** What can be pressed here, `j/k other log · q back`. */
  readonly keys: string;
  /** Lines without control characters; wider ones are cut. */
  readonly lines: readonly string[];
  /** Lines scrolled away from where the pane begins. */
  readonly offset: number;
  /** Where it begins: a list at its start, a log at its end. */
  readonly anchor: 'start' | 'end';
}

/** Title, keys, and the line that stays free for the cursor. */
const ROWS_AROUND = 3;

/** Lines of a pane that can be seen at once on this screen; at least 0. */
export function paneRoom(screen: Screen, noticeCount = 0): number {
  return Math.max(0, screen.rows - ROWS_AROUND - noticeCount);
}

/** The furthest that a pane of so many lines can be scrolled. */
export function offsetMax(lineCount: number, screen: Screen): number {
  return Math.max(0, lineCount - paneRoom(screen));
}

/** A pane as lines: at most `rows - 1`, none wider than the screen. What must be known now stands below it. Pure. */
export function paneFrame(pane: Pane, notices: readonly string[], screen: Screen, paint: Paint): string[] {
  const linesMax = Math.max(0, screen.rows - 1);
  const below = notices.slice(0, linesMax).map((line) => paint('bold', fitEnd(line, screen.columns)));
  const { columns } = screen;
  const room = paneRoom(screen, below.length);
  const offset = Math.min(Math.max(0, pane.offset), Math.max(0, pane.lines.length - room));
  const from = pane.anchor === 'start' ? offset : Math.max(0, pane.lines.length - room - offset);
  const shown = pane.lines.slice(from, from + room);
  const position =
    shown.length < pane.lines.length ? `${from + 1}–${from + shown.length} of ${pane.lines.length} · ` : '';
  const lines = [
    paint('bold', fitEnd(pane.title, columns)),
    ...shown.map((line) => fitEnd(line, columns)),
    paint('dim', fitEnd(`${position}${pane.keys}`, columns)),
  ];
  // On a screen of one or two rows only the notices are left, then the title.
  return [...lines.slice(0, Math.max(0, linesMax - below.length)), ...below];
}
