/**
 * Everything that a terminal acts on but colours, tabs and line ends: sequences that move the cursor, set its title or
 * ask it something begin with one of these.
 */
// oxlint-disable-next-line no-control-regex -- removing them is the point
const ACTING = /\u001b(?!\[[0-9;]*m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/**
 * The last wall before a terminal or a CI's log: what comes from scripts, file names and servers is made harmless where
 * it enters a line; this holds where somebody forgot to. What a CI would take for a command is taken apart.
 */
export function terminalText(text: string): string {
  return text.replace(ACTING, ' ').replace(LINE_COMMAND, '$1: ').replaceAll(COMMAND, '# #[');
}

/** Of GitHub's runner: the first at the beginning of a line, blanks aside, the second wherever it stands. */
const LINE_COMMAND = /^([ \t]*):(?=:)/gm;
const COMMAND = '##[';

// oxlint-disable-next-line no-control-regex -- these are what JSON itself leaves as they are
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** JSON that a terminal shows as it is; to a program it is the same. */
export function terminalJson(value: unknown, indent: 0 | 2 = 2): string {
  return escaped(JSON.stringify(value, null, indent));
}

/** {@link terminalJson} of a text that is JSON already, or holds such texts only between double quotes. */
export function escaped(json: string): string {
  return json
    .replace(UNESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll(COMMAND, String.raw`\u0023#[`);
}
