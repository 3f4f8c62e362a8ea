import { lastBytesOf, utf8BytesOf, wellFormed } from './utf8.ts';

/** The end of a text. Sizes are bytes of UTF-8. */
export interface LastLines {
  /** Whole lines without the newline at the end; of a single line that is too long its end, behind an ellipsis. */
  readonly tail: string;
  /** Lines of the text that are not in it. */
  readonly omittedLines: number;
}

const ELLIPSIS = '…';

/** The last lines of a text, at most so many and in all of at most so many bytes; always well-formed. */
export function lastLines(text: string, max: { readonly lines: number; readonly bytes: number }): LastLines {
  const whole = wellFormed(text.endsWith('\n') ? text.slice(0, -1) : text);
  if (whole === '') return { tail: '', omittedLines: 0 };
  const lines = whole.split('\n');
  let first = lines.length;
  let bytes = -1;
  while (first > 0 && lines.length - first < max.lines) {
    bytes += utf8BytesOf(lines[first - 1] ?? '') + 1;
    if (bytes > max.bytes) break;
    first -= 1;
  }
  const kept = lines.slice(first);
  if (kept.length > 0 || max.lines === 0) return { tail: kept.join('\n'), omittedLines: first };
  const room = max.bytes - utf8BytesOf(ELLIPSIS);
  const end = room > 0 ? ELLIPSIS + lastBytesOf(lines.at(-1) ?? '', room) : '';
  return { tail: end, omittedLines: lines.length - 1 };
}
