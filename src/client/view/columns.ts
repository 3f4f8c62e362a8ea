import stringWidth from 'string-width';

/** Characters of one column and one code unit each, this program's own signs among them. */
const SIMPLE = /^[ -~·…–✓✗⊘○▸█]*$/;

export function isSimple(text: string): boolean {
  return SIMPLE.test(text);
}

/** Columns that a terminal gives to a text; escape sequences have none. */
export function columnsOf(text: string): number {
  // Nearly all texts, a hundred times as fast; the first text that is not costs a tenth of a second.
  return isSimple(text) ? text.length : stringWidth(text);
}
