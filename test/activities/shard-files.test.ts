import { createHash } from 'node:crypto';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planPartsOf } from '../../src/activities/planning/plan-parts.ts';
import { readShardPlan } from '../../src/activities/planning/read-shard-plan.ts';
import { sealShard } from '../../src/activities/recording/seal-shard.ts';
import { openResults, readSealedShard, resultsLayout } from '../../src/results/index.ts';
import { METADATA_BYTES_MAX, PLAN_PART_BYTES_MAX, SCENARIOS_PER_RUN_MAX } from '../../src/shared/limits.ts';
import type { PlannedScenario } from '../../src/shared/plan.ts';
import { planned } from '../support/fake-world.ts';
import { settingsOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const anywhere = () => Promise.resolve('closed' as const);

function scenarios(count: number, more: Partial<PlannedScenario> = {}): PlannedScenario[] {
  return Array.from({ length: count }, (_, index) => planned(`group/scenario-${index}.sh`, more));
}

async function written(count: number) {
  const dir = await temporaryDirectory();
  const all = scenarios(count);
  await openResults(
    dir,
    OWNER,
    all.map(({ resultName }) => resultName),
    anywhere,
  );
  const parts = await planPartsOf(all).write(dir);
  return { dir, all, parts, settings: settingsOf({ resultsDir: dir }) };
}

test('up to 200 scenarios are in the plan itself, and nothing else is written', async () => {
  const { dir, all, parts } = await written(200);
  expect(parts).toEqual({ scenarios: all });
  await expect(readFile(resultsLayout(dir).plan)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('more are in shards on disk, each of which can be read by itself; together they are all, once', async () => {
  const { all, parts, settings } = await written(450);
  const { planDigest = '', shards = [] } = parts;
  expect(parts.scenarios).toEqual([]);
  const read = await Promise.all(
    shards.map(({ index }) => readShardPlan()({ settings, planDigest, index }).then((plan) => plan.scenarios)),
  );
  expect(read.map((shard) => shard.length)).toEqual(shards.map(({ scenarioCount }) => scenarioCount));
  expect(new Set(read.flat().map(({ path }) => path))).toEqual(new Set(all.map(({ path }) => path)));
  expect(read.flat()).toHaveLength(450);
});

test('doing it again writes the same plan', async () => {
  const { dir, all, parts } = await written(300);
  const before = await readFile(resultsLayout(dir).plan, 'utf8');
  expect(await planPartsOf(all).write(dir)).toEqual(parts);
  expect(await readFile(resultsLayout(dir).plan, 'utf8')).toBe(before);
  expect(JSON.parse(before)).toMatchObject({ version: 1, shards: [{ length: 150 }, { length: 150 }] });
});

test('what a workflow gets of the largest run is a few KiB', async () => {
  const { parts } = await written(SCENARIOS_PER_RUN_MAX);
  expect(parts.shards).toHaveLength(50);
  expect(Buffer.byteLength(JSON.stringify(parts))).toBeLessThan(8 * 1024);
});

test('metadata that no workflow could be given ends the run before it begins, with a sentence', () => {
  const description = 'x'.repeat(METADATA_BYTES_MAX);
  expect(() => planPartsOf(scenarios(200, { description }))).toThrow(
    expect.objectContaining({ type: 'Run.InvalidInput', nonRetryable: true }),
  );
  const count = Math.floor(PLAN_PART_BYTES_MAX / METADATA_BYTES_MAX) - 1;
  expect(() => planPartsOf(scenarios(count, { description }))).not.toThrow();
});

test.each([
  ['gone', (path: string) => rm(path)],
  ['changed', (path: string) => appendFile(path, ' ')],
])('a plan that is %s is refused for good', async (_what, change) => {
  const { dir, parts, settings } = await written(201);
  await change(resultsLayout(dir).plan);
  const asked = readShardPlan()({ settings, planDigest: parts.planDigest ?? '', index: 0 });
  await expect(asked).rejects.toMatchObject({ type: 'Results.Unwritable', nonRetryable: true });
});

test('a shard that the plan does not have is refused', async () => {
  const { parts, settings } = await written(201);
  for (const index of [-1, 2, 0.5]) {
    const asked = readShardPlan()({ settings, planDigest: parts.planDigest ?? '', index });
    await expect(asked).rejects.toMatchObject({ type: 'Results.Unwritable', nonRetryable: true });
  }
});

test('a seal is what its digest says, and the same again', async () => {
  const { dir, all, settings } = await written(201);
  const ended = { status: 'failed', reason: 'exit-code', message: 'exit code 3', exitCode: 3, flaky: false } as const;
  const ends = all.slice(0, 3).map(({ path, resultName }) => ({ path, resultName, workflowId: `w/${path}`, ended }));
  const { digest } = await sealShard()({ settings, index: 1, scenarios: ends });
  expect(await sealShard()({ settings, index: 1, scenarios: ends })).toEqual({ digest });
  const file = resultsLayout(dir).sealedShard(1);
  expect(
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ).toBe(digest);
  expect(await readSealedShard(dir, 1, digest)).toEqual(ends);
  await appendFile(file, '\n');
  expect(await readSealedShard(dir, 1, digest)).toBeUndefined();
});

test('plan and seals move aside with the run’s other files', async () => {
  const { dir, settings } = await written(201);
  await sealShard()({ settings, index: 0, scenarios: [] });
  await writeFile(join(dir, 'mine.txt'), '');
  await openResults(dir, { ...OWNER, runId: 'run-2' }, [], anywhere);
  const { plan, shards, previous } = resultsLayout(dir);
  await expect(readFile(plan)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readFile(join(shards, '0.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readFile(join(previous, '1', 'plan.json'), 'utf8')).toContain('scenario-200.sh');
  expect(await readFile(join(previous, '1', 'shards', '0.json'), 'utf8')).toContain('"index":0');
});
