import { DIAGNOSTICS_MESSAGE_LENGTH_MAX, DIAGNOSTICS_WORD_LENGTH_MAX } from '../../shared/limits.ts';
import { oneLine } from '../../shared/one-line.ts';
import { wellFormed } from '../../shared/utf8.ts';

/** Takes known secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * Texts of the cluster as they may be kept: redacted first, because half of a secret would not be found any more, then
 * made one line and cut. Everything that is not a text is none.
 */
export interface Clip {
  /** At most DIAGNOSTICS_WORD_LENGTH_MAX characters; empty for what is no text. */
  word(value: unknown): string;
  /** At most DIAGNOSTICS_MESSAGE_LENGTH_MAX characters; undefined when empty or no text. */
  message(value: unknown): string | undefined;
  /** Whole and with its lines: for logs. */
  text(value: string): string;
}

export function clipWith(redact: Redact): Clip {
  const cut = (value: unknown, lengthMax: number) => {
    if (typeof value !== 'string') return '';
    const line = oneLine(redact(value)).trim();
    return wellFormed(line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1)}…`);
  };
  return {
    word: (value) => cut(value, DIAGNOSTICS_WORD_LENGTH_MAX),
    message: (value) => cut(value, DIAGNOSTICS_MESSAGE_LENGTH_MAX) || undefined,
    text: redact,
  };
}

/** The fields that have a value. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
