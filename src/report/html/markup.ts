/** HTML that may stand as it is. Made by {@link html}, or from a library that escapes by itself. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type Part = Markup | string | number | undefined | readonly Part[];

/**
 * Puts parts into HTML: texts and numbers escaped, markup as it is, lists one after another, undefined as nothing. The
 * indentation of the source is left out: in a table of thousands of rows it would be half of the file.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = unindented(strings);
  let text = texts[0] ?? '';
  for (const [index, part] of parts.entries()) text += markupOf(part) + (texts[index + 1] ?? '');
  return new Markup(text);
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Each template is one object for as long as the program runs. */
function unindented(strings: TemplateStringsArray): readonly string[] {
  const texts = known.get(strings) ?? strings.map((text) => text.replace(/\s*\n\s*/g, '\n'));
  known.set(strings, texts);
  return texts;
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(markupOf).join('');
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** What HTML cannot hold (NUL, half characters), what is not seen, and what turns the direction of the text around it. */
// oxlint-disable-next-line no-control-regex -- showing them is the point
const UNSEEN = /\p{Cs}|[\0-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;
const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const SPACE = 0x20;

/** The text with a picture for every control character: `\0` becomes `␀`, half a character `�`. Line ends and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    if (code < SPACE) return String.fromCharCode(CONTROL_PICTURES + code);
    return code === DELETE ? '␡' : '\ufffd';
  });
}
