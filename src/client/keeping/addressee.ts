import { shellWord } from '../../shared/shell-word.ts';
import { namedScenario } from '../../shared/named-scenario.ts';
import type { ShardProgress } from '../../shared/run-progress.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { readProgress } from '../reading/read-progress.ts';
import type { WholePlan } from '../reading/read-whole-plan.ts';
import { readWholePlan } from '../reading/read-whole-plan.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { oneLine } from '../view/fit.ts';

/** Who takes requests for a scenario: the run itself, or the shard that it is in. */
export type Addressee =
  | { readonly kind: 'run' }
  | { readonly kind: 'shard'; readonly workflowId: string; readonly path: string }
  | { readonly kind: 'ended'; readonly path: string };

/**
 * Finds who takes requests for the scenario that is meant. A usage error when its shard has not opened, or when no
 * scenario of the run, or more than one, is named so.
 */
export async function addresseeOf(temporal: Temporal, run: FoundRun, text: string): Promise<Addressee> {
  const shards = await shardsOf(temporal, run);
  const whole = shards === undefined ? undefined : await readWholePlan(temporal, run);
  return shards === undefined || whole === undefined ? { kind: 'run' } : addresseeIn(run, whole, shards, text);
}

/** Undefined: it has none, or nobody can tell just now. */
export async function shardsOf(temporal: Temporal, run: FoundRun): Promise<readonly ShardProgress[] | undefined> {
  return (await readProgress(temporal, run))?.shards;
}

/** Pure. */
export function addresseeIn(
  { runName }: Pick<FoundRun, 'runName'>,
  { scenarios, shardOf, unknownCount }: Pick<WholePlan, 'scenarios' | 'shardOf' | 'unknownCount'>,
  shards: readonly ShardProgress[],
  text: string,
): Addressee {
  const named = namedScenario(
    text,
    scenarios.map(({ path }) => path),
  );
  const name = shellWord(runName);
  if ('problem' in named) {
    const others = unknownCount === 0 ? '' : `; ${unknownCount} more are in shards that have not opened`;
    throw refused(`Run "${runName}": ${oneLine(named.problem)}${others}`, [`see what it runs: muster results ${name}`]);
  }
  const { path } = named;
  const shard = shards[shardOf(path) ?? -1];
  if (shard?.state === 'open') return { kind: 'shard', workflowId: shard.workflowId, path };
  if (shard !== undefined && shard.state !== 'waiting') return { kind: 'ended', path };
  throw refused(
    `Run "${runName}": ${oneLine(path)} is in a shard that has not opened, and cannot be kept or released yet`,
    [`ask again once it has: muster status ${name}`, 'or say so at the start: muster run --keep on-failure'],
  );
}

function refused(what: string, fix: readonly string[]): ClientError {
  return new ClientError(what, { type: 'Run.InvalidInput', fix, exitCode: ExitCode.Usage });
}
