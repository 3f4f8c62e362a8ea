import { readScenarioRecords, readShardScenarios, sealShardFile, writeScenarioResults } from '../../results/index.ts';
import { scenarioWorkflowIdOf } from '../../shared/names.ts';
import { summarize } from '../../shared/outcome.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';
import { scenarioReportOf } from '../../shared/scenario-report.ts';
import type { ActivityContext } from '../activity-context.ts';
import { awaitEnds, type AdoptedEnd } from './adopted-ends.ts';
import type { Activities, AdoptShardResult } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { isTrue } from '../recording/record-truth.ts';
import { resultsFailureOf } from '../recording/results-failure.ts';
import type { Closings } from './scenario-closing.ts';

interface Dependencies {
  readonly activity: () => ActivityContext;
  readonly closings: Closings;
  /** For tests. */
  readonly now?: () => number;
  /** For tests; default ADOPTION_INTERVAL_MS. */
  readonly intervalMs?: number;
}

interface AdoptedScenario {
  readonly scenario: PlannedScenario;
  readonly workflowId: string;
  readonly end: AdoptedEnd;
}

/** See {@link Activities.adoptShard}. */
export function adoptShard({ activity, closings, now = Date.now, intervalMs }: Dependencies): Activities['adoptShard'] {
  return async ({ settings, planDigest, index, runWorkflowId, runFirstRunId }) => {
    const context = activity();
    const dir = settings.resultsDir;
    try {
      return await withHeartbeat(context, async () => {
        const planned = await readShardScenarios(dir, planDigest, index);
        const ids = planned.map(({ path }) => scenarioWorkflowIdOf(runWorkflowId, runFirstRunId, path));
        const waiting = intervalMs === undefined ? {} : { intervalMs };
        const ends = await awaitEnds(ids, { closings, signal: context.signal, ...waiting });
        const adopted = planned.flatMap((scenario, place): AdoptedScenario[] => {
          const workflowId = ids[place] ?? '';
          const end = ends.get(workflowId);
          return end === undefined ? [] : [{ scenario, workflowId, end }];
        });
        await writeMissing(dir, adopted, now());
        const { digest } = await sealShardFile(dir, index, adopted.map(sealedOf));
        return resultOf(digest, adopted);
      });
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}

/** Results that the shard did not get to write, and those that say something else than what became of the scenario. */
async function writeMissing(dir: string, adopted: readonly AdoptedScenario[], nowMs: number): Promise<void> {
  const records = await readScenarioRecords(dir, adopted.map(sealedOf));
  const missing = adopted.filter(({ scenario, end }) => {
    const record = records.get(scenario.path);
    return record === undefined || !isTrue(record, end.outcome);
  });
  await writeScenarioResults(
    dir,
    missing.map((each) => reportOf(each, nowMs)),
  );
}

function sealedOf({ scenario: { path, resultName }, workflowId, end }: AdoptedScenario) {
  const { attempts: _attempts, ...ended } = end.outcome;
  return { path, resultName, workflowId, ended };
}

function reportOf({ scenario, workflowId, end }: AdoptedScenario, nowMs: number): ScenarioReport {
  const { outcome, closedAtMs = nowMs, kept } = end;
  const startedAtMs = outcome.attempts[0]?.startedAtMs ?? closedAtMs;
  const keptUntilMs = kept?.[0]?.untilMs;
  return scenarioReportOf(scenario, { workflowId, startedAtMs, finishedAtMs: closedAtMs, outcome, keptUntilMs });
}

function resultOf(digest: string, adopted: readonly AdoptedScenario[]): AdoptShardResult {
  const kept = adopted.flatMap(({ end }) => end.kept ?? []);
  const notKept = adopted.flatMap(({ end }) => end.notKept ?? []);
  return {
    digest,
    totals: summarize(adopted.map(({ end }) => end.outcome)),
    notPassed: adopted.filter(({ end }) => end.outcome.status !== 'passed').map(({ scenario }) => scenario.path),
    draining: adopted.flatMap(({ end }) => end.draining),
    stuck: adopted.flatMap(({ end }) => end.stuck),
    ...(kept.length === 0 ? {} : { kept }),
    ...(notKept.length === 0 ? {} : { notKept }),
  };
}
