/** Size of a text in UTF-8; half a surrogate pair counts as what it is replaced by. */
export function utf8BytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Halves of surrogate pairs become U+FFFD: neither XML nor UTF-8 can hold them. (`toWellFormed` is not in our `lib`.) */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The longest end of the text that has at most `bytesMax` bytes of UTF-8. */
export function lastBytesOf(text: string, bytesMax: number): string {
  const bytes = new TextEncoder().encode(text);
  let start = Math.max(0, bytes.length - bytesMax);
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return new TextDecoder(undefined, { ignoreBOM: true }).decode(bytes.subarray(start));
}

/** Bytes `10xxxxxx` never begin a character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
