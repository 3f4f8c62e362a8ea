import { columnsOf } from './columns.ts';
import type { Invocation } from '../invocation.ts';
import { FrameWriter } from './frame-writer.ts';
import type { Screen } from './screen.ts';
import { forcedScreen, hasMovingFrame, screenHere } from './screen.ts';
import { terminalText } from './terminal-text.ts';

/** Lines that stay, and on a terminal a frame below them that is redrawn in place. All on stderr. */
export interface View {
  readonly hasFrame: boolean;
  readonly screen: Screen;
  line(...texts: readonly string[]): void;
  /** Replaces the frame; does nothing where there is none. */
  frame(lines: readonly string[]): void;
  /** The screen has another size now, and the frame is to be made again. At most one listener. */
  onResize(listener: () => void): void;
  /** Takes the frame away and gives the cursor back. */
  close(): void;
}

export function openView(invocation: Invocation): View {
  return hasMovingFrame(invocation) ? movingView(invocation) : linesView(invocation);
}

function linesView(invocation: Invocation): View {
  const { stderr } = invocation;
  return {
    hasFrame: false,
    screen: screenHere(invocation),
    line: (...texts) => writeLines(stderr, texts),
    frame: () => undefined,
    onResize: () => undefined,
    close: () => undefined,
  };
}

function movingView(invocation: Invocation): View {
  const { stderr } = invocation;
  const screen = () => screenHere(invocation);
  const writer = new FrameWriter(stderr);
  let drawnColumns = screen().columns;
  let onResize: () => void = () => undefined;
  const resized = () => {
    const { columns, rows } = screen();
    writer.grew(Math.min(rows, rowsAdded(writer.frame, drawnColumns, columns)));
    drawnColumns = columns;
    onResize();
  };
  const close = () => {
    stderr.off('resize', resized);
    process.off('exit', close);
    writer.close();
  };
  if (forcedScreen(invocation) === undefined) stderr.on('resize', resized);
  // Who is ended by a defect leaves a terminal with a cursor, too.
  process.once('exit', close);
  return {
    hasFrame: true,
    get screen() {
      return screen();
    },
    line: (...texts) => writer.write(texts.map(terminalText), writer.frame),
    frame: (lines) => {
      drawnColumns = screen().columns;
      writer.write([], lines.map(terminalText));
    },
    onResize: (listener) => {
      onResize = listener;
    },
    close,
  };
}

/** Terminals break the lines of a frame again when they become narrower; their rows are then more than were drawn. */
function rowsAdded(frame: readonly string[], drawnColumns: number, columns: number): number {
  if (columns >= drawnColumns) return 0;
  return frame.reduce((rows, line) => rows + Math.max(0, Math.ceil(columnsOf(line) / columns) - 1), 0);
}

function writeLines(stream: NodeJS.WriteStream, texts: readonly string[]): void {
  stream.write(texts.map((text) => `${terminalText(text)}\n`).join(''));
}
