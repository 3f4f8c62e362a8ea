import type { RunningScenario } from '../../shared/run-progress.ts';
import { columnsOf } from './columns.ts';
import { elapsedText } from './duration.ts';
import { fitEnd, fitMiddle, oneLine, padTo } from './fit.ts';
import type { Paint } from './paint.ts';

const INDENT = '  ';
/** Room that a name leaves for its time: `59m 59s of ~59m 59s  late`. */
const TIME_COLUMNS = 26;
const TIME_COLUMNS_SHORT = 9;
const BAR_COLUMNS = 10;
/** Narrower screens have more use for names than for estimates and bars. */
const COLUMNS_FOR_ESTIMATES = 60;
const COLUMNS_FOR_BARS = 72;

/**
 * What runs for longest, one row each: `  net/policy.sh  12s of ~30s  ████······`, with `late` when it is over its
 * estimate; the last of `room` rows counts what is not shown. Pure.
 */
export function runningRows(
  running: readonly RunningScenario[],
  nowMs: number,
  columns: number,
  room: number,
  paint: Paint,
): string[] {
  if (room <= 0 || running.length === 0) return [];
  const oldestFirst = running.toSorted((left, right) => left.sinceMs - right.sinceMs);
  const shown = oldestFirst.length <= room ? oldestFirst : oldestFirst.slice(0, room - 1);
  const timeColumns = columns < COLUMNS_FOR_ESTIMATES ? TIME_COLUMNS_SHORT : TIME_COLUMNS + BAR_COLUMNS;
  const nameColumns = Math.max(1, columns - timeColumns - INDENT.length);
  const names = shown.map(({ path }) => fitMiddle(oneLine(path), nameColumns));
  const times = shown.map((scenario) => timeText(scenario, nowMs, columns));
  const nameWidth = Math.max(0, ...names.map((name) => columnsOf(name)));
  const timeWidth = Math.max(0, ...times.map((time) => time.length));
  const rows = shown.map((scenario, index) => {
    const text = `${INDENT}${padTo(names[index] ?? '', nameWidth)}${INDENT}${times[index] ?? ''}`;
    const { mark, style } = markOf(scenario, nowMs, columns);
    if (mark === '' || columnsOf(text) > columns) return fitEnd(text, columns);
    const padded = `${INDENT}${padTo(names[index] ?? '', nameWidth)}${INDENT}${padTo(times[index] ?? '', timeWidth)}`;
    const isWide = columnsOf(padded) + INDENT.length + mark.length > columns;
    return isWide ? text : `${padded}${INDENT}${paint(style, mark)}`;
  });
  const hiddenCount = oldestFirst.length - shown.length;
  return hiddenCount === 0 ? rows : [...rows, paint('dim', fitEnd(`${INDENT}… and ${hiddenCount} more`, columns))];
}

function timeText({ sinceMs, estimatedMs }: RunningScenario, nowMs: number, columns: number): string {
  const elapsed = elapsedText(nowMs - sinceMs);
  if (estimatedMs === undefined || columns < COLUMNS_FOR_ESTIMATES) return elapsed;
  return `${elapsed} of ~${elapsedText(estimatedMs)}`;
}

function markOf({ sinceMs, estimatedMs }: RunningScenario, nowMs: number, columns: number) {
  const none = { mark: '', style: 'dim' } as const;
  if (estimatedMs === undefined || estimatedMs <= 0 || columns < COLUMNS_FOR_ESTIMATES) return none;
  const share = (nowMs - sinceMs) / estimatedMs;
  if (share > 1) return { mark: 'late', style: 'yellow' } as const;
  if (columns < COLUMNS_FOR_BARS) return none;
  const filled = Math.max(0, Math.floor(share * BAR_COLUMNS));
  return { mark: '█'.repeat(filled) + '·'.repeat(BAR_COLUMNS - filled), style: 'cyan' } as const;
}
