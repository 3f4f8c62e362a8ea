import { stripVTControlCharacters } from 'node:util';
import { lastBytesOf } from '../../shared/utf8.ts';

/** The end of an output of any length, in bounded memory. */
export interface OutputTail {
  add(chunk: Buffer): void;
  /** Valid text without colours and control characters, at most `bytesMax` bytes of UTF-8, cut at its beginning. */
  text(bytesMax: number): string;
}

export function outputTail(rawBytesMax: number): OutputTail {
  let kept: Buffer = Buffer.alloc(0);
  return {
    add: (chunk) => {
      const joined = chunk.length >= rawBytesMax ? chunk : Buffer.concat([kept, chunk]);
      // A copy, because a view would keep the whole chunk alive.
      kept = Buffer.from(joined.subarray(Math.max(0, joined.length - rawBytesMax)));
    },
    text: (bytesMax) => lastBytesOf(plainText(kept.toString('utf8')), bytesMax),
  };
}

function plainText(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replace(/\r\n?/g, '\n')
      // oxlint-disable-next-line no-control-regex -- removing them is the point
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
      .trimEnd()
  );
}
