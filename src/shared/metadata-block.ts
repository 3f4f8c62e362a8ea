import { shortLine } from './one-line.ts';

/** One line of a metadata block: its YAML, and where in the file that begins (both 1-based). */
export interface MetadataLine {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** Something in a script's file that cannot be used. `line` and `column` are 1-based positions in the file. */
export interface MetadataProblem {
  readonly line: number;
  readonly column: number;
  /** The key's path, when one is to blame. */
  readonly key?: string;
  readonly expected: string;
  readonly found: string;
}

export type MetadataBlock =
  | { readonly lines: readonly MetadataLine[] }
  | { readonly problem: MetadataProblem }
  | undefined;

const START = /^\s*#\s*@meta\s*$/;
const END = /^\s*#\s*@endmeta\s*$/;
const COMMENT = /^\s*# ?/;

/**
 * The lines between the first `# @meta` and `# @endmeta`, without their comment signs. Undefined when there is no
 * block. Blank lines are allowed within it; a line of code means that the end mark was forgotten.
 */
export function metadataBlockOf(source: string): MetadataBlock {
  const fileLines = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const start = fileLines.findIndex((line) => START.test(line));
  if (start === -1) return undefined;
  const lines: MetadataLine[] = [];
  for (let index = start + 1; index < fileLines.length; index += 1) {
    const fileLine = fileLines[index] ?? '';
    if (END.test(fileLine)) return { lines };
    const prefix = fileLine.trim() === '' ? fileLine : COMMENT.exec(fileLine)?.[0];
    if (prefix === undefined) {
      return { problem: problemAt(index + 1, 'a comment line, or `# @endmeta`', `\`${fileLine.trim()}\``) };
    }
    const text = fileLine.slice(prefix.length);
    const tab = /^ *\t/.exec(text)?.[0];
    if (tab !== undefined) {
      const column = prefix.length + tab.length;
      return { problem: { line: index + 1, column, expected: 'spaces as indentation', found: 'a tab' } };
    }
    lines.push({ text, line: index + 1, column: prefix.length + 1 });
  }
  return { problem: problemAt(start + 1, 'a line `# @endmeta` after `# @meta`', 'none') };
}

function problemAt(line: number, expected: string, found: string): MetadataProblem {
  return { line, column: 1, expected, found: shortened(found) };
}

const FOUND_LENGTH_MAX = 80;

/** Text from a file as it may stand in a message: one line, bounded. */
export function shortened(text: string): string {
  return shortLine(text, FOUND_LENGTH_MAX);
}
