/** As much of a terminal as the frame needs: what would be on its screen, however far it has scrolled. */
export class TinyTerminal {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  isCursorVisible = true;
  private readonly screen: string[] = [''];
  private row = 0;

  write(text: string): boolean {
    for (const [token] of text.matchAll(TOKENS)) this.take(token);
    return true;
  }

  on(): this {
    return this;
  }

  off(): this {
    return this;
  }

  /** Rows, without the empty ones at the end. */
  get shown(): string[] {
    return this.screen.join('\n').trimEnd().split('\n');
  }

  private take(token: string): void {
    const up = CURSOR_UP.exec(token)?.[1];
    if (up !== undefined) this.row = Math.max(0, this.row - Number(up));
    else if (token === '\u001b[2K') this.screen[this.row] = '';
    else if (token === '\u001b[J') this.screen.splice(this.row, Number.POSITIVE_INFINITY, '');
    else if (token === '\u001b[?25l' || token === '\u001b[?25h') this.isCursorVisible = token.endsWith('h');
    else if (token === '\n') this.screen[++this.row] ??= '';
    else if (!token.startsWith('\u001b') && token !== '\r') this.screen[this.row] += token;
  }
}

// oxlint-disable-next-line no-control-regex -- sequences, line ends, and what stands between them
const TOKENS = /\u001b\[[?\d;]*[A-Za-z]|[\r\n]|[^\u001b\r\n]+/g;
// oxlint-disable-next-line no-control-regex -- as above
const CURSOR_UP = /^\u001b\[(\d+)A$/;
