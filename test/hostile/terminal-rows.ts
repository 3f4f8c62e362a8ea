import type { TerminalCase } from './hostile-case.ts';

const clear = '\u001b[2J';
const title = '\u001b]0;owned\u0007';
const says = String.raw`printf '\033[2J\033]0;owned\007::error::forged\n'`;

export const terminalRows: readonly TerminalCase[] = [
  {
    layer: 'terminal',
    name: 'a terminal that nobody knows, without columns, in no language',
    planted: { says, env: { TERM: 'garbage', COLUMNS: '0', LINES: '0', LANG: 'C' } },
    holds: [clear, title],
  },
  {
    layer: 'terminal',
    name: 'a terminal that takes no sequences, with a size that is none',
    planted: { says, env: { TERM: 'dumb', COLUMNS: '-1', LANG: 'xx_YY.none', NO_COLOR: '1' } },
    holds: [clear, title, '\u001b[3'],
  },
];
