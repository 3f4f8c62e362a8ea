import { stripVTControlCharacters } from 'node:util';

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
    text: (bytesMax) => lastBytes(plainText(kept.toString('utf8')), bytesMax),
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

function lastBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text, 'utf8');
  let start = Math.max(0, bytes.length - bytesMax);
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start).toString('utf8');
}

/** Bytes `10xxxxxx` of UTF-8 never begin a character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
