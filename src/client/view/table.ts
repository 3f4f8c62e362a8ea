import { columnsOf } from './columns.ts';
import { oneLine, padTo } from './fit.ts';

const GAP = '  ';

/** Columns as wide as their widest cell, no borders; the last column is not padded. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  // Names that others have chosen: a row is one line, whatever they hold.
  const all = [header, ...rows].map((row) => row.map((cell) => oneLine(cell)));
  const widths = header.map((_, column) => Math.max(...all.map((row) => columnsOf(row[column] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}
