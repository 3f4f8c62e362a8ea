import { namedScenario } from '../../shared/named-scenario.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { findRun } from '../temporal/find-run.ts';
import type { ReadRun } from './read-run.ts';

/** What somebody typed for a run and a scenario in it. */
export interface Named {
  readonly run: FoundRun;
  readonly scenario?: string;
}

/**
 * `RUN`, `RUN SCENARIO`, `RUN/SCENARIO`, `SCENARIO` of the run that is meant without a name, or nothing. A single word
 * is a run when there is one of that name. Throws what {@link findRun} throws.
 */
export async function findNamed(temporal: Temporal, first?: string, second?: string): Promise<Named> {
  if (first === undefined) return { run: await findRun(temporal, undefined) };
  if (second !== undefined) return { run: await findRun(temporal, first), scenario: second };
  try {
    return { run: await findRun(temporal, first) };
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return (await inSlashForm(temporal, first)) ?? (await ofTheOnlyRun(temporal, first, error));
  }
}

async function inSlashForm(temporal: Temporal, text: string): Promise<Named | undefined> {
  const slash = text.indexOf('/');
  if (slash <= 0) return undefined;
  try {
    return { run: await findRun(temporal, text.slice(0, slash)), scenario: text.slice(slash + 1) };
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return undefined;
  }
}

/** Only when it has a scenario of that name: else what was typed is a run's name with a slip in it. */
async function ofTheOnlyRun(temporal: Temporal, text: string, unknown: unknown): Promise<Named> {
  const { readRun } = await import('./read-run.ts');
  const run = await findRun(temporal, undefined).catch(() => {
    throw unknown;
  });
  const { scenarios } = await readRun(temporal, run);
  const named = namedScenario(
    text,
    scenarios.map(({ path }) => path),
  );
  if ('path' in named) return { run, scenario: named.path };
  throw unknown;
}

function isUnknown(error: unknown): boolean {
  return error instanceof ClientError && error.type === 'Run.Unknown';
}

/** The path of the scenario that somebody means, or a usage error that names what may have been meant. */
export function pathIn({ runName, scenarios }: Pick<ReadRun, 'runName' | 'scenarios'>, text: string): string {
  const named = namedScenario(
    text,
    scenarios.map(({ path }) => path),
  );
  if ('path' in named) return named.path;
  throw new ClientError(`Run "${runName}": ${named.problem}`, {
    type: 'Run.InvalidInput',
    fix: `see what it runs: muster results ${shellWord(runName)}`,
    exitCode: ExitCode.Usage,
  });
}
