import { expect } from 'vitest';

/** What a terminal may be sent beside text: colours, line ends, tabs. */
const ACTING =
  // oxlint-disable-next-line no-control-regex -- looking for them is the point
  /\u001b(?!\[[0-9;]*m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u2028-\u2029\u202a-\u202e\u2066-\u2069]/;
/** What GitHub takes for a command. */
const COMMAND = /^\s*::|##\[/m;
const STACK = /^\s+at .+:\d+:\d+\)?$/m;

/** Nothing in it acts on a terminal, is taken for a command by a CI, or is meant for programmers. */
export function expectPlain(text: string): void {
  expectStill(text);
  expect(COMMAND.exec(text)?.[0]).toBeUndefined();
}

/** One line that acts on no terminal; a CI's commands are taken apart where lines go out. */
export function expectPlainLine(text: string): void {
  expectStill(text);
  expect(text).not.toContain('\n');
}

function expectStill(text: string): void {
  expect(ACTING.exec(text)?.[0]).toBeUndefined();
  expect(STACK.exec(text)?.[0]).toBeUndefined();
}
