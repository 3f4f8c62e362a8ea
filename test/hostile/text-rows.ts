import type { TextCase } from './hostile-case.ts';

const rows: readonly (readonly [name: string, planted: string])[] = [
  ['an escape sequence that moves the cursor up and overwrites', '\u001b[1A\u001b[2K✓ forged'],
  ['a title of the window', '\u001b]0;owned\u0007'],
  ['a link that shows another address', '\u001b]8;;https://evil.example\u001b\\https://good.example\u001b]8;;\u001b\\'],
  ['a question that the terminal answers as if it were typed', '\u001b[c\u001b[6n\u001bP$qm\u001b\\'],
  ['control characters of the second set', '\u009b2J\u009d0;owned\u009c\u0085'],
  ['backspaces over what was said', 'failed\b\b\b\b\b\bpassed'],
  ['a carriage return over what was said', 'failed\rpassed'],
  ['lines that look like ours', 'x\n✓ forged.sh  1s\n3 scenarios: 3 passed in 1s\nnamespaces left: 0'],
  ['commands of GitHub', 'x\n::error file=a.sh::forged\n  ::add-mask::passed\n##[group]forged'],
  ['the other direction', 'a\u202edessap\u2066\u2069'],
  ['NUL and DEL', 'a\0b\u007fc'],
];

export const textRows: readonly TextCase[] = rows.map(([name, planted]) => ({ layer: 'text', name, planted }));
