import { styleText } from 'node:util';
import type { Environment } from '../invocation.ts';

type Style = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Puts one style on a text, or returns it as it is when colours are off. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;
// The decision was made by `paintFor`; the stream is not asked a second time.
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** NO_COLOR wins (https://no-color.org), then FORCE_COLOR, then whether the stream is a terminal that is not dumb. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: Environment): Paint {
  if ((env['NO_COLOR'] ?? '') !== '') return plain;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? plain : coloured;
  return stream.isTTY === true && env['TERM'] !== 'dumb' ? coloured : plain;
}
