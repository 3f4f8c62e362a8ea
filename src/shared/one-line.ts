/**
 * Control characters of both sets, line and paragraph separators, and what turns the direction of the text around it:
 * a name that holds them moves the cursor, begins a line of its own, or shows as another name.
 */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text of a script, a file name or a server as it may stand in a line for people: one line that stays where it is. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, ' ');
}

/** The same for the name of a file. */
export function plainName(text: string): string {
  return text.replace(UNSAFE, '_');
}

/** The same cut to `lengthMax` characters, with an ellipsis where something is missing. */
export function shortLine(text: string, lengthMax: number): string {
  const line = oneLine(text);
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1)}…`;
}
