import { ESCAPE_LENGTH_MAX } from '../../shared/limits.ts';

/** A key as it was meant: a printable character, or one of the names. */
export type Key = string;

export interface Decoded {
  readonly keys: readonly Key[];
  /** The beginning of a sequence whose rest has not come yet, or an escape that may be the key itself. */
  readonly rest: string;
}

const ESCAPE = '\u001b';
// oxlint-disable-next-line no-control-regex -- what a terminal sends begins with one
const CONTROL_SEQUENCE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])/;
// oxlint-disable-next-line no-control-regex -- answers of a terminal (OSC, DCS, APC, PM, SOS) end with BEL or ESC \
const STRING_SEQUENCE = /^\u001b[\]P_^X][^\u0007\u001b]*(?:\u0007|\u001b\\)/;
// oxlint-disable-next-line no-control-regex -- as above, still without an end
const UNFINISHED = /^\u001b(?:\[[0-?]*[ -/]*|O|[\]P_^X][^\u0007\u001b]*\u001b?)?$/;

const named: Readonly<Record<string, Key>> = {
  [`${ESCAPE}[A`]: 'up',
  [`${ESCAPE}OA`]: 'up',
  [`${ESCAPE}[B`]: 'down',
  [`${ESCAPE}OB`]: 'down',
  [`${ESCAPE}[5~`]: 'page-up',
  [`${ESCAPE}[6~`]: 'page-down',
  [`${ESCAPE}[H`]: 'home',
  [`${ESCAPE}[1~`]: 'home',
  [`${ESCAPE}OH`]: 'home',
  [`${ESCAPE}[F`]: 'end',
  [`${ESCAPE}[4~`]: 'end',
  [`${ESCAPE}OF`]: 'end',
  '\u0003': 'ctrl-c',
  '\r': 'enter',
  '\n': 'enter',
  ' ': 'page-down',
};

/**
 * Keys in what a terminal in raw mode has sent. Sequences are taken as a whole: an arrow is no letter, and what is not
 * known is no key at all. `isEnd`: nothing more comes, so an escape that stands alone is the key. Pure.
 */
export function decodeKeys(text: string, isEnd: boolean): Decoded {
  const keys: Key[] = [];
  let left = text;
  while (left !== '') {
    if (!left.startsWith(ESCAPE)) {
      const [character = ''] = left;
      keys.push(...keyOf(character));
      left = left.slice(character.length);
      continue;
    }
    const [sequence] = CONTROL_SEQUENCE.exec(left) ?? STRING_SEQUENCE.exec(left) ?? [];
    if (sequence !== undefined) {
      keys.push(...(named[sequence] === undefined ? [] : [named[sequence]]));
      left = left.slice(sequence.length);
      continue;
    }
    if (UNFINISHED.test(left) && left.length <= ESCAPE_LENGTH_MAX) {
      if (!isEnd) return { keys, rest: left };
      return { keys: left === ESCAPE ? [...keys, 'escape'] : keys, rest: '' };
    }
    // Alt and a key, or a sequence of no known kind: its first character belongs to the escape.
    const [, next = ''] = left;
    if (next === ESCAPE) keys.push('escape');
    left = left.slice(next === ESCAPE ? 1 : 1 + next.length);
  }
  return { keys, rest: '' };
}

function keyOf(character: string): Key[] {
  const key = named[character];
  if (key !== undefined) return [key];
  return /^\p{Cc}$/u.test(character) ? [] : [character];
}
