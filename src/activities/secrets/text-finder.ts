import { REDACTED_CHARACTERS_MIN } from '../../shared/limits.ts';

export interface Found {
  readonly start: number;
  /** Behind the longest of the texts that begin there. */
  readonly end: number;
}

/** Of every text, so many of its first bytes are looked at before the rest is compared. */
const WINDOW = REDACTED_CHARACTERS_MIN;
const PAIRS = 0x1_0000;

/**
 * Finds many texts in one pass (Wu and Manber's algorithm). It looks at every fifth pair of bytes or so: a table tells
 * how far from the end of any text's window that pair may be, and so how far to jump. Each text has WINDOW bytes or more.
 */
export class TextFinder {
  readonly #jumps = new Uint8Array(PAIRS).fill(WINDOW - 1);
  /** By the last pair of their windows, longest first. */
  readonly #byWindow = new Map<number, Buffer[]>();
  /** By their first bytes. */
  readonly #byFirst = new Map<number, Buffer[]>();
  readonly #longestBytes: number;

  constructor(texts: readonly Buffer[]) {
    const sorted = texts.toSorted((a, b) => b.length - a.length);
    this.#longestBytes = sorted[0]?.length ?? 0;
    for (const text of sorted) {
      for (let at = 0; at <= WINDOW - 2; at += 1) {
        const pair = text.readUInt16BE(at);
        this.#jumps[pair] = Math.min(this.#jumps[pair] ?? 0, WINDOW - 2 - at);
      }
      addTo(this.#byWindow, text.readUInt16BE(WINDOW - 2), text);
      addTo(this.#byFirst, text[0] ?? 0, text);
    }
  }

  /** The first place at or after `from` and before `limit` where a text begins that is there as a whole. */
  next(data: Buffer, from: number, limit: number): Found | undefined {
    const last = Math.min(data.length - 1, limit + WINDOW - 2);
    let at = from + WINDOW - 1;
    while (at <= last) {
      const pair = ((data[at - 1] ?? 0) << 8) | (data[at] ?? 0);
      const jump = this.#jumps[pair] ?? 0;
      if (jump > 0) {
        at += jump;
        continue;
      }
      const start = at - WINDOW + 1;
      const text = this.#byWindow.get(pair)?.find((each) => isAt(data, start, each, each.length));
      if (text !== undefined) return { start, end: start + text.length };
      at += 1;
    }
    return undefined;
  }

  /** Where the data may go on as one of the texts: everything from there depends on what follows. */
  openEnd(data: Buffer): number {
    for (let start = Math.max(0, data.length - this.#longestBytes + 1); start < data.length; start += 1) {
      const length = data.length - start;
      const candidates = this.#byFirst.get(data[start] ?? 0) ?? [];
      if (candidates.some((text) => text.length > length && isAt(data, start, text, length))) return start;
    }
    return data.length;
  }
}

function isAt(data: Buffer, start: number, text: Buffer, length: number): boolean {
  if (data.length - start < length) return false;
  // A call into native code costs more than these two looks, which nearly always decide.
  if (data[start] !== text[0] || (length > 2 && data[start + 2] !== text[2])) return false;
  return data.compare(text, 0, length, start, start + length) === 0;
}

function addTo(map: Map<number, Buffer[]>, key: number, text: Buffer): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [text]);
  else known.push(text);
}
