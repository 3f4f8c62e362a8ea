import { STUCK_BREAKER_COUNT } from '../../shared/limits.ts';
import type { StuckNamespace } from '../../shared/namespace.ts';
import type { Totals } from '../../shared/outcome.ts';
import { summarize, sumOfTotals } from '../../shared/outcome.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import type { NamesInSentences } from '../run/names-in-sentences.ts';
import { allNames } from '../run/names-in-sentences.ts';
import type { Shard } from './known-shard.ts';

/** What a run can say of its shards, as they last reported. Pure. */
function totalsOfShard({ report, result }: Shard): Totals {
  return result?.totals ?? report?.totals ?? summarize([]);
}

export function totalsOfShards(shards: readonly Shard[]): Totals {
  return sumOfTotals(shards.map(totalsOfShard));
}

export function plannedIn(shards: readonly Shard[]): number {
  return sumOf(shards, ({ plan }) => plan.scenarioCount);
}

export function namesOfShards(shards: readonly Shard[]): NamesInSentences {
  return allNames(shards.flatMap(({ result }) => (result === undefined ? [] : [result.names])));
}

/** Of open shards; what closed ones could not delete is the run's own. */
export function stuckInShards(shards: readonly Shard[]): readonly StuckNamespace[] {
  return shards.flatMap(({ report }) => report?.stuck ?? []);
}

export function tooManyStuck(shards: readonly Shard[], ownCount: number): boolean {
  const breakerOpen = shards.some(({ result }) => result?.breakerOpen === true);
  return breakerOpen || ownCount + stuckInShards(shards).length >= STUCK_BREAKER_COUNT;
}

export function onReplacedCluster(shards: readonly Shard[]): boolean {
  return shards.some(({ report, result }) => (report ?? result)?.clusterReplaced === true);
}

/** Beside what a run without shards says too; `own`: what drains and is stuck in the run itself. */
export function shardsProgress(
  shards: readonly Shard[],
  own: { readonly draining: number; readonly stuck: readonly StuckNamespace[] },
): Partial<RunProgress> {
  const unopened = shards.filter(({ state }) => state === 'waiting');
  return {
    plannedCount: plannedIn(shards),
    waitingCount: plannedIn(unopened) + sumOf(shards, waitingIn),
    waitingEstimatedMs: sumOf(unopened, ({ plan }) => plan.estimatedMs),
    waitingUnestimatedCount: sumOf(unopened, ({ plan }) => plan.unestimatedCount),
    drainingCount: own.draining + sumOf(shards, ({ report }) => report?.draining ?? 0),
    stuck: [...own.stuck, ...stuckInShards(shards)],
    shards: shards.map((shard) => ({
      index: shard.plan.index,
      workflowId: shard.workflowId,
      state: shard.state,
      scenarioCount: shard.plan.scenarioCount,
      totals: totalsOfShard(shard),
    })),
  };
}

/** Paths in the details of a run with shards: the Web UI shows them all, and reports have the others. */
const LISTED_MAX = 50;

/** Markdown for the Web UI: what did not pass in closed shards, and which are open. */
export function shardsDetails(shards: readonly Shard[] | undefined): string[] {
  if (shards === undefined) return [];
  const open = shards.filter(({ state }) => state === 'open');
  const notPassed = shards.flatMap(({ result }) => result?.notPassed ?? []);
  const more = notPassed.length - LISTED_MAX;
  return [
    `**${shards.length} shards**: ${shards.filter(({ result }) => result !== undefined).length} closed, ` +
      `${open.length} open`,
    ...open.map((shard) => {
      const { total } = totalsOfShard(shard);
      return `- open: \`${shard.workflowId}\`, ${total} of ${shard.plan.scenarioCount} finished`;
    }),
    ...notPassed.slice(0, LISTED_MAX).map((path) => `- not passed: \`${path}\``),
    ...(more > 0 ? [`- … ${more} more`] : []),
  ];
}

function waitingIn({ plan, state, report }: Shard): number {
  return state === 'open' ? (report?.waiting ?? plan.scenarioCount) : 0;
}

function sumOf(shards: readonly Shard[], of: (shard: Shard) => number): number {
  return shards.reduce((sum, shard) => sum + of(shard), 0);
}
