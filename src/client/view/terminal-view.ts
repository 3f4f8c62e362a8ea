import { createLogUpdate } from 'log-update';
import type { Invocation } from '../invocation.ts';
import { isInteractive } from '../invocation.ts';
import type { Screen } from './progress-frame.ts';
import { terminalText } from './terminal-text.ts';

/** Lines that stay, and on a terminal a frame below them that is redrawn in place. All on stderr. */
export interface View {
  readonly hasFrame: boolean;
  readonly screen: Screen;
  line(text: string): void;
  /** Replaces the frame; does nothing where there is none. */
  frame(lines: readonly string[]): void;
  /** Takes the frame away and gives the cursor back. */
  close(): void;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export function openView(invocation: Invocation): View {
  const stream = invocation.stderr;
  const screen = () => ({ columns: stream.columns || DEFAULT_COLUMNS, rows: stream.rows || DEFAULT_ROWS });
  if (!isInteractive(invocation)) {
    return {
      hasFrame: false,
      screen: screen(),
      line: (text) => void stream.write(`${terminalText(text)}\n`),
      frame: () => undefined,
      close: () => undefined,
    };
  }
  const live = createLogUpdate(stream);
  let current = '';
  return {
    hasFrame: true,
    get screen() {
      return screen();
    },
    line: (text) => {
      live.clear();
      stream.write(`${terminalText(text)}\n`);
      if (current !== '') live(current);
    },
    frame: (lines) => {
      current = terminalText(lines.join('\n'));
      live(current);
    },
    close: () => {
      current = '';
      live.clear();
      live.done();
    },
  };
}
