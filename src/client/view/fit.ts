import { columnsOf, isSimple } from './columns.ts';

const ELLIPSIS = '…';

/** At most `width` columns: the middle is cut, because names differ at both ends. */
export function fitMiddle(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  if (width <= 0) return '';
  if (width === 1) return ELLIPSIS;
  const characters = graphemesOf(text);
  const tailWidth = Math.floor((width - 1) / 2);
  const head = take(characters, width - 1 - tailWidth);
  const tail = take(characters.toReversed(), tailWidth).toReversed();
  return head.join('') + ELLIPSIS + tail.join('');
}

/** At most `width` columns, cut at the end. Expects text without escape sequences. */
export function fitEnd(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  return width <= 0 ? '' : take(graphemesOf(text), width - 1).join('') + ELLIPSIS;
}

const SEPARATOR = ' · ';

/** As few lines of at most `width` columns as hold all parts of `a · b · c`; only a part that is too wide itself is cut. */
export function wrapParts(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of text.split(SEPARATOR)) {
    const longer = lines.length === 0 ? part : `${lines.at(-1) ?? ''}${SEPARATOR}${part}`;
    if (lines.length > 0 && columnsOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitEnd(part, width));
  }
  return lines;
}

/** As many lines of at most `width` columns as the words of a text need; only a word that is too wide itself is cut. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && columnsOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitEnd(word, width));
  }
  return lines;
}

/** Filled with blanks to `width` columns; longer text stays as it is. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

const segmenter = new Intl.Segmenter();

/** What people see as one character, which may be several code points. */
function graphemesOf(text: string): readonly string[] {
  // Nearly all texts, a hundred times as fast; a frame cuts a dozen of them.
  if (isSimple(text)) return Array.from(text);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function take(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += columnsOf(character);
    if (used > width) break;
    taken.push(character);
  }
  return taken;
}

export { oneLine } from '../../shared/one-line.ts';
