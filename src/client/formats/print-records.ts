import type { Invocation } from '../invocation.ts';
import { printData } from '../invocation.ts';
import { oneLine } from '../view/fit.ts';
import { tableLines } from '../view/table.ts';
import { terminalJson } from '../view/terminal-text.ts';
import type { OutputFormat } from './format-option.ts';

/** Of every document and of every line of `jsonl`: raised when a field changes its meaning. */
export const DOCUMENT_VERSION = 1;

export interface Column<R> {
  readonly title: string;
  readonly cell: (record: R) => string;
  /** Only with `-o wide`. */
  readonly wide?: true;
}

/** What a command prints that lists things. */
export interface Listing<R extends object> {
  /** The key of the records in the document. */
  readonly key: string;
  /** What stands beside them there. */
  readonly head?: object;
  readonly records: readonly R[];
  /** What `-o name` prints of each: what other commands take. */
  readonly name: (record: R) => string;
  readonly columns: readonly Column<R>[];
}

/** What a command prints about one thing. */
export interface Sheet {
  readonly document: object;
  readonly name: string;
  /** For people; they may hold colours. */
  readonly lines: (isWide: boolean) => readonly string[] | Promise<readonly string[]>;
}

/** Records as a table, as one versioned document, or one line each. */
export async function printListing<R extends object>(
  invocation: Invocation,
  format: OutputFormat,
  listing: Listing<R>,
): Promise<void> {
  const { key, head = {}, records, name, columns } = listing;
  switch (format) {
    case 'text':
    case 'wide': {
      const shown = columns.filter(({ wide }) => wide === undefined || format === 'wide');
      const rows = records.map((record) => shown.map(({ cell }) => cell(record)));
      return printData(
        invocation,
        tableLines(
          shown.map(({ title }) => title),
          rows,
        ),
      );
    }
    case 'jsonl':
      return writeLines(
        invocation,
        records.map((record) => terminalJson({ v: DOCUMENT_VERSION, ...record }, 0)),
      );
    case 'name':
      return printData(
        invocation,
        records.map((record) => oneLine(name(record))),
      );
    case 'json':
    case 'yaml':
      return await printDocument(invocation, format, { ...head, [key]: records });
  }
}

/** One thing as text for people, as one versioned document, or by its name. */
export async function printSheet(invocation: Invocation, format: OutputFormat, sheet: Sheet): Promise<void> {
  switch (format) {
    case 'text':
    case 'wide':
      return printData(invocation, await sheet.lines(format === 'wide'));
    case 'name':
      return printData(invocation, [oneLine(sheet.name)]);
    case 'json':
    case 'jsonl':
    case 'yaml':
      return await printDocument(invocation, format, sheet.document);
  }
}

async function printDocument(
  invocation: Invocation,
  format: 'json' | 'jsonl' | 'yaml',
  document: object,
): Promise<void> {
  const versioned = { v: DOCUMENT_VERSION, ...document };
  if (format !== 'yaml') return writeLines(invocation, [terminalJson(versioned, format === 'json' ? 2 : 0)]);
  const { yamlText } = await import('./yaml-text.ts');
  writeLines(invocation, [yamlText(versioned)]);
}

/** What is harmless to a terminal already, and must stay as it is for a program. */
export function writeLines(invocation: Invocation, lines: readonly string[]): void {
  if (lines.length > 0) invocation.stdout.write(`${lines.join('\n')}\n`);
}
