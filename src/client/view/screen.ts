import { FORCED_SCREEN_MAX } from '../../shared/limits.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive } from '../invocation.ts';

/** The size of what can be seen at once, in characters. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

const DEFAULT_SCREEN: Screen = { columns: 80, rows: 24 };

/** How large the screen is now: the forced one, else the terminal's; one that nobody has given a size says 0. */
export function screenHere(invocation: Pick<Invocation, 'env' | 'stderr'>): Screen {
  const { columns, rows } = invocation.stderr;
  const own = { columns: columns || DEFAULT_SCREEN.columns, rows: rows || DEFAULT_SCREEN.rows };
  return forcedScreen(invocation) ?? own;
}

/**
 * `MUSTER_FORCE_TTY=COLUMNSxROWS`, 1 to {@link FORCED_SCREEN_MAX} each: the frame is drawn at that size into whatever
 * stderr is, for pictures and tests. Anything else is taken for unset.
 */
export function forcedScreen({ env }: Pick<Invocation, 'env'>): Screen | undefined {
  const [, columnsText, rowsText] = /^(\d{1,4})x(\d{1,4})$/.exec(env['MUSTER_FORCE_TTY'] ?? '') ?? [];
  const screen = { columns: Number(columnsText), rows: Number(rowsText) };
  const isFit = Object.values(screen).every((length) => length >= 1 && length <= FORCED_SCREEN_MAX);
  return isFit ? screen : undefined;
}

/** A frame can be drawn in place: a terminal that somebody looks at and that can move its cursor, or one is forced. */
export function hasMovingFrame(invocation: Invocation): boolean {
  if (forcedScreen(invocation) !== undefined) return true;
  return isInteractive(invocation) && invocation.env['TERM'] !== 'dumb';
}

/** Stderr with a size that is always known. */
export function sizedStream(invocation: Invocation): NodeJS.WritableStream {
  const { stderr } = invocation;
  const sized = {
    isTTY: stderr.isTTY,
    get columns() {
      return screenHere(invocation).columns;
    },
    get rows() {
      return screenHere(invocation).rows;
    },
    write: (text: string) => stderr.write(text),
  };
  return sized as unknown as NodeJS.WritableStream;
}
