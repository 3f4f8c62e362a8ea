import { ExitCode } from '../exit-codes.ts';
import { artifactCodes } from './artifact-codes.ts';
import { clusterCodes } from './cluster-codes.ts';
import type { CatalogueEntry } from './entry.ts';
import { machineCodes } from './machine-codes.ts';
import { reportCodes } from './report-codes.ts';
import { runCodes } from './run-codes.ts';
import { scenarioCodes } from './scenario-codes.ts';

export type { CatalogueEntry } from './entry.ts';

/** Every dotted type that a user can meet, in the order of docs/reference/errors.md. */
export const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  ...runCodes,
  ...scenarioCodes,
  ...artifactCodes,
  ...reportCodes,
  ...clusterCodes,
  ...machineCodes,
};

/** Undefined for a type of somebody else's, which may travel in a failure of Temporal. */
export function entryOf(type: string): CatalogueEntry | undefined {
  return Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
}

/** The exit code for an error of a dotted type; a type that is not known here is the environment's fault. */
export function exitCodeOfType(type: string): ExitCode {
  return entryOf(type)?.exitCode ?? ExitCode.Environment;
}
