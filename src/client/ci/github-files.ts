import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { githubOutput } from '../../report/github-command.ts';
import type { Environment } from '../invocation.ts';

/**
 * Appends outputs of the step to `GITHUB_OUTPUT`; a later value of a name takes the place of an earlier one. Nothing
 * happens where there is no such file. Returns a sentence when it could not be written.
 */
export function writeOutputs(env: Environment, values: Readonly<Record<string, string>>): string | undefined {
  const text = Object.entries(values)
    .map(([name, value]) => githubOutput(name, value, `muster_${randomUUID()}`))
    .join('');
  return append(env['GITHUB_OUTPUT'], text, 'outputs');
}

/** The same for the step's summary. */
export function writeSummary(env: Environment, markdown: string): string | undefined {
  return append(env['GITHUB_STEP_SUMMARY'], markdown, 'summary');
}

function append(path: string | undefined, text: string, what: string): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    appendFileSync(path, text);
    return undefined;
  } catch (error) {
    return `the step's ${what} could not be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
