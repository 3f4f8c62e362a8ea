import { FailureType } from '../../shared/failure-types.ts';
import { SHARD_REPLAY_TIMEOUT_MS } from '../../shared/limits.ts';
import type { ScenarioOutcome } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import type { FinishedScenario, RunProgress } from '../../shared/run-progress.ts';
import { readAll } from '../reading/at-once.ts';
import { readScenario } from '../reading/read-scenario.ts';
import { readShardScenarios } from '../reading/read-shard-scenarios.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { AskShard } from './shard-questions.ts';

type Run = Pick<RunIdentity, 'workflowId' | 'runId'>;

/** How the shards of that run are asked; rejects with Temporal's own errors. */
export function askShardOf(temporal: Temporal, run: Run): AskShard {
  return async ({ workflowId, state }, cursor) => {
    const handle = temporal.client.workflow.getHandle(workflowId, undefined, { followRuns: false });
    const ask = () => handle.query<RunProgress, [number]>('finishedSince', cursor);
    const progress = await temporal.within(ask, state === 'open' ? undefined : SHARD_REPLAY_TIMEOUT_MS);
    const told = { kind: 'told', from: cursor, asked: state, progress } as const;
    if (state !== 'adopted') return told;
    return { ...told, others: await othersOf(temporal, run, workflowId) };
  };
}

/**
 * What a shard did not live to tell: its scenarios have closed by themselves. As its run has it, one that was cancelled
 * with its shard, or never started, is errored.
 */
async function othersOf(temporal: Temporal, run: Run, workflowId: string): Promise<FinishedScenario[]> {
  const handle = temporal.client.workflow.getHandle(workflowId, undefined, { followRuns: false });
  const ask = () => handle.query<RunProgress, [number]>('finishedSince', 0);
  const { finished } = await temporal.within(ask, SHARD_REPLAY_TIMEOUT_MS);
  const told = new Set(finished.map(({ path }) => path));
  const scenarios = (await readShardScenarios(temporal, workflowId)) ?? [];
  const others = scenarios.filter(({ path }) => !told.has(path));
  return await readAll(others, async (scenario) => await endOf(temporal, run, scenario));
}

async function endOf(temporal: Temporal, run: Run, scenario: PlannedScenario): Promise<FinishedScenario> {
  const read = await readScenario(temporal, run, scenario);
  const isKnown = read.kind === 'ended' && read.report.outcome.attempts.length > 0;
  const outcome = isKnown ? read.report.outcome : lost();
  const durationMs = read.kind === 'ended' ? read.report.finishedAtMs - read.report.startedAtMs : 0;
  return finishedOf(scenario, outcome, durationMs);
}

function lost(): ScenarioOutcome {
  return outcomeWithoutAttempt('errored', FailureType.ShardLost, 'its shard was ended from outside');
}

function finishedOf(
  { path, resultName }: PlannedScenario,
  { status, reason, message, exitCode, flaky, attempts }: ScenarioOutcome,
  durationMs: number,
): FinishedScenario {
  const diagnosis = attempts.at(-1)?.diagnosis;
  return {
    path,
    resultName,
    status,
    flaky,
    attemptCount: attempts.length,
    durationMs,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(diagnosis === undefined ? {} : { diagnosis }),
  };
}
