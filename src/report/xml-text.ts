import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { shortLine } from '../shared/one-line.ts';
import { wellFormed } from '../shared/utf8.ts';
import { plainText } from './plain-text.ts';

/**
 * One line for an attribute, never empty: a parser makes blanks of line ends there anyway. The ampersand is escaped here, because the
 * library takes `&#0;` in a text for one that is escaped already.
 */
export function attributeText(text: string, lengthMax: number): string {
  const line = plainText(text.replaceAll('\r', ' ')).trim();
  return wellFormed(shortLine(line === '' ? '_' : line, lengthMax)).replaceAll('&', '&amp;');
}

/**
 * A child on a line of its own. The library's own line breaks would also come between two CDATA sections, and so into
 * the text.
 */
export function addLine(parent: XMLBuilder, depth: number, name: string, attributes?: Record<string, string>) {
  parent.txt(lineBreak(depth));
  return attributes === undefined ? parent.ele(name) : parent.ele(name, attributes);
}

/** Before the end tag of an element whose children stand on lines of their own. */
export function endLines(element: XMLBuilder, depth: number): void {
  element.txt(lineBreak(depth));
}

function lineBreak(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}

const CDATA_END = ']]>';

/**
 * Adds text as CDATA, which readers show as it is even where they leave entities alone. Where the text itself holds the
 * end of such a section, one section ends within it and the next begins.
 */
export function addText(parent: XMLBuilder, text: string): void {
  if (text === '') return;
  const pieces = plainText(text).split(CDATA_END);
  pieces.forEach((piece, index) => {
    const begin = index === 0 ? '' : '>';
    const end = index === pieces.length - 1 ? '' : ']]';
    parent.dat(begin + piece + end);
  });
}
