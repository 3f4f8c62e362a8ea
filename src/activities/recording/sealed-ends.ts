import { readPlanFile, readRecordOfName, readResultNames, readSealedShard } from '../../results/index.ts';
import { scenarioIdPrefixOf, scenarioWorkflowIdOf } from '../../shared/names.ts';
import type { EndedScenario, FinishRunInput } from '../contract.ts';

/** Every planned scenario of a run, and what the report has to say of how it was found. */
export interface RunEnds {
  readonly scenarios: readonly EndedScenario[];
  readonly sentences: readonly string[];
}

/**
 * Every planned scenario of a run with shards, with the end that its shard was sealed with. Seals and plan lie where
 * scripts can write: what is not as it was written is passed over, and its scenarios are told by their own records, or
 * in the end by the run's totals, so that none is ever lost. Never rejects.
 */
export async function sealedEnds(
  { header, settings, planDigest }: FinishRunInput,
  digests: readonly string[],
): Promise<RunEnds> {
  const dir = settings.resultsDir;
  const scenarios: EndedScenario[] = [];
  const unsealed: number[] = [];
  let plan: ReturnType<typeof planOf> | undefined;
  for (const [index, digest] of digests.entries()) {
    const sealed = await readSealedShard(dir, index, digest).catch(() => undefined);
    // Large, and of use only where a seal is not.
    if (sealed === undefined) plan ??= planOf(dir, planDigest, header.totals.total, digests.length);
    if (sealed === undefined) unsealed.push(index);
    const planned = (await plan)?.[index]?.map((scenario) => endedOf(header, scenario)) ?? [];
    // One by one: a spread of very many is too many arguments.
    for (const scenario of sealed ?? planned) scenarios.push(scenario);
  }
  const missingCount = header.totals.total - scenarios.length;
  const found = missingCount > 0 ? await namedInManifest(header, dir, scenarios, missingCount) : [];
  return { scenarios: [...scenarios, ...found], sentences: sentencesOf(unsealed, found.length) };
}

type Header = FinishRunInput['header'];
type Planned = Pick<EndedScenario, 'path' | 'resultName'>;

/** Undefined for one that cannot be this run's. */
async function planOf(dir: string, digest: string | undefined, total: number, shardCount: number) {
  const plan = await readPlanFile(dir, digest).catch(() => undefined);
  if (plan === undefined || digest !== undefined) return plan;
  const count = plan.reduce((sum, shard) => sum + shard.length, 0);
  return plan.length === shardCount && count === total ? plan : undefined;
}

/** Without an end: its record is believed. */
function endedOf({ workflowId, runId }: Header, { path, resultName }: Planned): EndedScenario {
  return { path, resultName, workflowId: scenarioWorkflowIdOf(workflowId, runId, path) };
}

/** With the plan gone too: the names of the run's files, and the paths that the records under these names have. */
async function namedInManifest(
  header: Header,
  dir: string,
  known: readonly EndedScenario[],
  count: number,
): Promise<EndedScenario[]> {
  const taken = new Set(known.map(({ resultName }) => resultName));
  const names = (await readResultNames(dir, header.runId)).filter((name) => !taken.has(name)).slice(0, count);
  const paths = new Set(known.map(({ path }) => path));
  const found: EndedScenario[] = [];
  for (const resultName of names) {
    const record = await readRecordOfName(dir, resultName).catch(() => undefined);
    const own = record && endedOf(header, { path: record.path, resultName });
    const isOwn = own !== undefined && own.workflowId === record?.workflowId && !paths.has(own.path);
    const scenario = isOwn ? own : nameless(header, resultName);
    paths.add(scenario.path);
    found.push(scenario);
  }
  for (let number = 1; found.length < count; number += 1) {
    const resultName = `lost-${number}`;
    if (!taken.has(resultName) && !names.includes(resultName)) found.push(nameless(header, resultName));
  }
  return found;
}

/** Of a scenario of which nothing but this is left; no other's id. */
function nameless({ workflowId, runId }: Header, resultName: string): EndedScenario {
  return { path: resultName, resultName, workflowId: `${scenarioIdPrefixOf(workflowId, runId)}${resultName}` };
}

function sentencesOf(unsealed: readonly number[], foundCount: number): string[] {
  const which = `${unsealed.slice(0, SHARDS_NAMED_MAX).join(', ')}${unsealed.length > SHARDS_NAMED_MAX ? ', …' : ''}`;
  const shards = `shard${unsealed.length === 1 ? '' : 's'} ${which}`;
  return [
    ...(unsealed.length === 0
      ? []
      : [`What became of the scenarios of ${shards} is as their records say: the run's own account of it is gone.`]),
    ...(foundCount === 0
      ? []
      : [`The plan of the run is gone too: ${foundCount} scenarios are named by their result files.`]),
  ];
}

/** As many as somebody reads. */
const SHARDS_NAMED_MAX = 10;
