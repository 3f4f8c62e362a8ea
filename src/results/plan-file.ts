import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FailureType } from '../shared/failure-types.ts';
import { RESULT_FILE_BYTES_MAX } from '../shared/limits.ts';
import type { PlannedScenario } from '../shared/plan.ts';
import { readText, writeText } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { ResultsError, writing } from './results-error.ts';

/** A line before the shards' own; each shard is one line, so that it can be read without the others. */
const HEAD = '{"version":1,"shards":[';
const END = ']}';
const BETWEEN = ',';

/** What {@link writePlanFile} writes: JSON, `{version: 1, shards: PlannedScenario[][]}`, a shard per line. Pure. */
function planFileText(shards: readonly (readonly PlannedScenario[])[]): string {
  const lines = shards.map((shard, index) => JSON.stringify(shard) + (index + 1 < shards.length ? BETWEEN : ''));
  return [HEAD, ...lines, END, ''].join('\n');
}

/**
 * Writes every scenario of a run with shards to `.muster/plan.json`, as a whole; returns the file's SHA-256 (hex).
 * Throws `Results.Unwritable`, also for a plan that is larger than what is read again.
 */
export async function writePlanFile(dir: string, shards: readonly (readonly PlannedScenario[])[]): Promise<string> {
  const text = planFileText(shards);
  if (Buffer.byteLength(text) > RESULT_FILE_BYTES_MAX) throw unusable(dir, 'is too large: shorten the metadata');
  await writing(dir, () => writeText(resultsLayout(dir).plan, text));
  return digestOf(text);
}

/**
 * The scenarios of one shard. The file lies where scripts can write: one that is not the planned one is refused with
 * `Results.Unwritable`.
 */
export async function readShardScenarios(dir: string, digest: string, index: number): Promise<PlannedScenario[]> {
  const text = await writing(dir, () => readText(resultsLayout(dir).plan, RESULT_FILE_BYTES_MAX));
  if (text === undefined) throw unusable(dir, 'is gone');
  if (digestOf(text) !== digest) throw unusable(dir, 'was changed since the run was planned');
  const line = text.split('\n')[index + 1] ?? '';
  if (!line.startsWith('[')) throw unusable(dir, `knows no shard ${index}`);
  // Written by ourselves, as its digest says.
  return JSON.parse(line.endsWith(BETWEEN) ? line.slice(0, -1) : line) as PlannedScenario[];
}

const planSchema = z.object({
  version: z.literal(1),
  shards: z.array(
    z.array(z.looseObject({ path: z.string().min(1), resultName: z.string().regex(/^[^/\\\0.][^/\\\0]*$/) })),
  ),
});

/** Of a planned scenario what its line in a report begins with. */
export type PlannedName = Pick<PlannedScenario, 'path' | 'resultName'>;

/**
 * All shards; undefined when the file is gone, damaged or, as far as there is a digest to tell, not the planned one.
 * Rejects with Node's error.
 */
export async function readPlanFile(dir: string, digest?: string): Promise<PlannedName[][] | undefined> {
  const text = await readText(resultsLayout(dir).plan, RESULT_FILE_BYTES_MAX);
  if (text === undefined || (digest !== undefined && digestOf(text) !== digest)) return undefined;
  try {
    return planSchema.safeParse(JSON.parse(text)).data?.shards;
  } catch {
    return undefined;
  }
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unusable(dir: string, what: string): ResultsError {
  const text = `The plan of the run, ${resultsLayout(dir).plan}, ${what}.`;
  return new ResultsError(FailureType.ResultsUnwritable, text);
}
