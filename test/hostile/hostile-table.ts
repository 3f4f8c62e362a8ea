import { commandRows } from './command-rows.ts';
import { directoryRows } from './directory-rows.ts';
import { fileNameRows } from './file-name-rows.ts';
import type { HostileCase } from './hostile-case.ts';
import { inputRows } from './input-rows.ts';
import { metadataRows } from './metadata-rows.ts';
import { endRows, environmentRows, fileRows, outputRows, processRows, shebangRows } from './script-rows.ts';
import { submittedRows } from './submitted-rows.ts';
import { terminalRows } from './terminal-rows.ts';
import { textRows } from './text-rows.ts';
import { wholeRunRows } from './whole-run-rows.ts';

/** All hostile input that is tried. `hostile.test.ts` tries what needs no servers, `e2e/hostile.test.ts` the rest. */
export const hostileTable: readonly HostileCase[] = [
  ...fileNameRows,
  ...directoryRows,
  ...metadataRows,
  ...textRows,
  ...inputRows,
  ...outputRows,
  ...shebangRows,
  ...endRows,
  ...processRows,
  ...fileRows,
  ...environmentRows,
  ...commandRows,
  ...wholeRunRows,
  ...submittedRows,
  ...terminalRows,
];

/** The rows of one layer. */
export function casesOf<Layer extends HostileCase['layer']>(layer: Layer): Extract<HostileCase, { layer: Layer }>[] {
  return hostileTable.filter((row): row is Extract<HostileCase, { layer: Layer }> => row.layer === layer);
}
