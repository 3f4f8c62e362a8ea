const ESCAPE = '\u001b[';
const ERASE_ROW = `${ESCAPE}2K`;
const ERASE_BELOW = `${ESCAPE}J`;
const HIDE_CURSOR = `${ESCAPE}?25l`;
const SHOW_CURSOR = `${ESCAPE}?25h`;
/** What stands between them appears at once, on terminals that know it; others take no notice. */
const BEGIN_AT_ONCE = `${ESCAPE}?2026h`;
const END_AT_ONCE = `${ESCAPE}?2026l`;

/**
 * Writes a frame over the one before, and lines that stay above it, with one write each time. The cursor rests in the
 * row below the frame. log-update loses rows below the first difference when a frame grows or shrinks in its middle.
 */
export class FrameWriter {
  private readonly stream: NodeJS.WriteStream;
  /** Rows that the frame on the screen takes. */
  private rowCount = 0;
  private drawn: readonly string[] = [];
  private isCursorHidden = false;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  /** The lines of the frame that is on the screen. */
  get frame(): readonly string[] {
    return this.drawn;
  }

  /** `above`: lines that stay, of any width. `frame`: lines no wider than the screen; none takes the frame away. */
  write(above: readonly string[], frame: readonly string[]): void {
    const isSame = frame.length === this.drawn.length && frame.every((line, index) => line === this.drawn[index]);
    if (above.length === 0 && isSame && this.rowCount === frame.length) return;
    const up = this.rowCount === 0 ? '' : `${ESCAPE}${this.rowCount}A\r`;
    const stay = above.length === 0 ? '' : ERASE_BELOW + above.map((line) => `${line}\n`).join('');
    // Emptied before it is written: after a line of full width that would take its last character.
    const rows = frame.map((line) => `${ERASE_ROW}${line}\n`).join('');
    this.rowCount = frame.length;
    this.drawn = frame;
    this.send(up + stay + rows + ERASE_BELOW);
  }

  /** The terminal broke the lines of the frame again: it takes so many rows more than it has lines. */
  grew(rowsMore: number): void {
    this.rowCount = this.drawn.length + rowsMore;
  }

  /** Gives the cursor back. */
  close(): void {
    this.write([], []);
    if (this.isCursorHidden) this.stream.write(SHOW_CURSOR);
    this.isCursorHidden = false;
  }

  private send(text: string): void {
    if (!this.stream.isTTY) return void this.stream.write(text);
    const hide = this.isCursorHidden || this.rowCount === 0 ? '' : HIDE_CURSOR;
    this.isCursorHidden ||= this.rowCount > 0;
    this.stream.write(`${BEGIN_AT_ONCE}${hide}${text}${END_AT_ONCE}`);
  }
}
