import { wellFormed } from '../shared/utf8.ts';

/**
 * Escape sequences of terminals: OSC and the other strings up to their end or the end of the line, CSI in both forms,
 * and the short ones.
 */
const SEQUENCES =
  // oxlint-disable-next-line no-control-regex -- removing them is the point
  /\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|\u001b[PX^_][^\u001b\n]*(?:\u001b\\)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;

/** All that is left of them, but tabs and line ends. U+FFFE and U+FFFF are no characters, in XML neither. */
// oxlint-disable-next-line no-control-regex -- removing them is the point
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;

/**
 * A log as text: without colours and control characters, of a line that was written over (`10%\r20%`) what stood there
 * last. Well-formed: half characters become U+FFFD.
 */
export function plainText(text: string): string {
  return wellFormed(
    text
      .replace(/\r+\n/g, '\n')
      .replace(/^[^\n]*\r(?=[^\n])/gm, '')
      .replace(SEQUENCES, '')
      .replace(CONTROLS, ''),
  );
}
