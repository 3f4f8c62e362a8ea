import { writePlanFile } from '../../results/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { PLAN_PART_BYTES_MAX } from '../../shared/limits.ts';
import type { PlannedScenario, RunPlan } from '../../shared/plan.ts';
import { inShards, type ShardSlice } from '../../shared/sharding.ts';
import { permanentFailure } from '../failures.ts';

/** A plan as workflows get it: all scenarios at once, or, where they are too many for one of them, shard by shard. */
export interface PlanParts {
  /** Writes the shards' scenarios into the results directory, where there are shards. Throws `Results.Unwritable`. */
  write(resultsDir: string): Promise<Pick<RunPlan, 'scenarios' | 'shards' | 'planDigest'>>;
}

/** Throws `Run.InvalidInput` for metadata that a workflow could not be given. */
export function planPartsOf(scenarios: readonly PlannedScenario[]): PlanParts {
  const slices = inShards(scenarios);
  if (slices.length === 0) {
    requireRoom([scenarios]);
    return { write: () => Promise.resolve({ scenarios }) };
  }
  const shards = slices.map(({ plan }) => plan);
  const scenariosOf = slices.map((slice: ShardSlice) => slice.scenarios);
  requireRoom([shards, ...scenariosOf]);
  return {
    write: async (resultsDir) => ({ scenarios: [], shards, planDigest: await writePlanFile(resultsDir, scenariosOf) }),
  };
}

/** What Temporal refuses for its size would be tried again and again. */
function requireRoom(payloads: readonly (readonly object[])[]): void {
  const largest = Math.max(...payloads.map((payload) => Buffer.byteLength(JSON.stringify(payload))));
  if (largest <= PLAN_PART_BYTES_MAX) return;
  const text =
    `The metadata of the selected scenarios is too large: ${largest} bytes in one part of the plan, and at most ` +
    `${PLAN_PART_BYTES_MAX} fit. Shorten descriptions and env, or select fewer scenarios.`;
  throw permanentFailure(FailureType.RunInvalidInput, text);
}
