import type { AdoptShardResult } from '../../activities/index.ts';
import { summarize } from '../../shared/outcome.ts';
import { adoptShardStub, readShardPlanStub, reclaimNamespacesStub } from '../activity-stubs.ts';
import type { LeftBehind } from '../scenario-set/child.ts';
import { scenarioIdOf, scenarioIdPrefix } from '../run/run-identity.ts';
import type { ShardEnd, ShardInput } from './shard-contract.ts';

/**
 * Finishes a shard whose workflow closed without a result: waits until its scenarios have closed, takes their outcomes
 * from their results, and reclaims their namespaces. Never rejects: a shard whose end cannot be found out is errored as
 * a whole. Not to be cancelled.
 */
export async function adoptShard(input: ShardInput, left: LeftBehind): Promise<ShardEnd> {
  const adopted = await adopt(input);
  left.draining.add(adopted?.draining ?? []);
  left.draining.addStuck(adopted?.stuck ?? []);
  left.keeping.add(adopted?.kept, adopted?.notKept);
  await reclaim(input, left);
  if (adopted === undefined) return unknownEnd(input.scenarioCount);
  const { totals, notPassed, digest } = adopted;
  // Those that failed are among them; which, only their results say.
  const names = { failed: totals.failed + totals.errored > 0 ? notPassed : [], flaky: [] };
  return { totals, notPassed, names, stuck: [], digest, isUnknown: false };
}

async function adopt({ run, index, plan }: ShardInput): Promise<AdoptShardResult | undefined> {
  const { settings, planDigest } = plan;
  const { runName, workflowId: runWorkflowId, firstRunId: runFirstRunId } = run;
  try {
    const asked = { runName, settings, planDigest, index, runWorkflowId, runFirstRunId };
    return await adoptShardStub(settings.timeoutMs).adoptShard(asked);
  } catch {
    // Neither Temporal nor the disk could say: the run still ends, and its last LIST finds what is left.
    return undefined;
  }
}

/** Its scenarios delete their own namespaces as a rule; this is for those that could not. */
async function reclaim({ run, index, plan }: ShardInput, { draining, keeping }: LeftBehind): Promise<void> {
  const { settings, planDigest, temporalNamespaceId, cluster } = plan;
  try {
    const { scenarios } = await readShardPlanStub().readShardPlan({ settings, planDigest, index });
    const { found, refused, kept } = await reclaimNamespacesStub().reclaimNamespaces({
      runName: run.runName,
      temporalNamespaceId,
      cluster,
      workflowIds: scenarios.map(({ path }) => scenarioIdOf(run, path)),
      workflowIdPrefix: scenarioIdPrefix(run),
    });
    draining.add(found);
    draining.addStuck(refused);
    keeping.add(kept);
  } catch {
    // The run's last step asks again, and the janitor after it.
  }
}

function unknownEnd(count: number): ShardEnd {
  const totals = { ...summarize([]), total: count, errored: count };
  return { totals, notPassed: [], names: { failed: [], flaky: [] }, stuck: [], isUnknown: true };
}
