import { z } from 'zod';
import { RESULT_FILE_BYTES_MAX } from '../shared/limits.ts';
import type { OutcomeStatus, ScenarioOutcome } from '../shared/outcome.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { readText, writeText } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import { digestOf } from './plan-file.ts';
import { writing } from './results-error.ts';

/** A scenario of a shard and its end, as the workflow that ran it knows it. */
export interface SealedScenario extends Pick<ScenarioReport, 'path' | 'resultName' | 'workflowId'> {
  readonly ended?: Omit<ScenarioOutcome, 'attempts'>;
}

const text = z.string();
const sealSchema: z.ZodType<{ readonly scenarios: readonly SealedScenario[] }> = z.object({
  scenarios: z.array(
    z.object({
      path: text,
      resultName: text,
      workflowId: text,
      ended: z
        .object({
          status: z.enum(['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[]),
          reason: text.exactOptional(),
          message: text.exactOptional(),
          exitCode: z.int().exactOptional(),
          flaky: z.boolean(),
        })
        .exactOptional(),
    }),
  ),
});

/**
 * Writes what became of a shard's scenarios to `.muster/shards/<index>.json`, as a whole; the same scenarios give the
 * same bytes. Returns their SHA-256 (hex). Throws `Results.Unwritable`.
 */
export async function sealShardFile(
  dir: string,
  index: number,
  scenarios: readonly SealedScenario[],
): Promise<{ readonly digest: string }> {
  const layout = resultsLayout(dir);
  const sealed = `${JSON.stringify({ version: 1, index, scenarios })}\n`;
  await writing(dir, async () => {
    await makeDirectory(layout.shards);
    await writeText(layout.sealedShard(index), sealed);
  });
  return { digest: digestOf(sealed) };
}

/** Undefined when the file is gone or not what the shard was sealed with. Rejects with Node's error. */
export async function readSealedShard(
  dir: string,
  index: number,
  digest: string,
): Promise<readonly SealedScenario[] | undefined> {
  const sealed = await readText(resultsLayout(dir).sealedShard(index), RESULT_FILE_BYTES_MAX);
  if (sealed === undefined || digestOf(sealed) !== digest) return undefined;
  // Its digest says that we wrote it; another release may have.
  return sealSchema.safeParse(JSON.parse(sealed)).data?.scenarios;
}
