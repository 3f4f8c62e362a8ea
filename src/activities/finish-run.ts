import { fitReport } from '../report/index.ts';
import { closeResults, readScenarioRecords, withDiagnostics, withHistory, withLogExcerpts } from '../results/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { RUN_REPORT_BYTES_MAX } from '../shared/limits.ts';
import { outcomeWithoutAttempt } from '../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import type { ActivityContext } from './activity-context.ts';
import type { Activities, FinishRunInput } from './contract.ts';
import { removeEnvironmentFile } from './environment-file.ts';
import { withHeartbeat } from './heartbeat.ts';
import { resultsFailureOf } from './results-failure.ts';

interface Dependencies {
  readonly activity: () => ActivityContext;
}

/** See {@link Activities.finishRun}. Needs nothing but the disk. */
export function finishRun(deps: Dependencies): Activities['finishRun'] {
  return async (input) => {
    const { resultsDir, environmentFile } = input.settings;
    // First: a caller's credentials must not outlive the run because a disk is full.
    if (environmentFile !== undefined) await removeEnvironmentFile(environmentFile);
    try {
      await withHeartbeat(deps.activity(), async () => {
        const report = await completed(resultsDir, await reportOf(input));
        await closeResults(resultsDir, fitReport(report, RUN_REPORT_BYTES_MAX));
      });
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}

/** With what lies beside the scenarios' records. */
async function completed(dir: string, report: RunReport): Promise<RunReport> {
  return await withDiagnostics(dir, await withLogExcerpts(dir, await withHistory(dir, report)));
}

async function reportOf({ header, settings, scenarios }: FinishRunInput): Promise<RunReport> {
  const { environmentFile: _environmentFile, ...reported } = settings;
  const records = await readScenarioRecords(settings.resultsDir, scenarios);
  return {
    ...header,
    settings: reported,
    scenarios: scenarios.map((scenario) => {
      const record = records.get(scenario.path);
      return record !== undefined && isTrue(record, scenario.ended) ? record : withoutRecord(scenario, header);
    }),
  };
}

/** Records lie where scripts can write: one that says something else than the run itself was not written by it. */
function isTrue({ outcome }: ScenarioReport, ended: Planned['ended']): boolean {
  if (ended === undefined) return true;
  const { status, exitCode, flaky, reason } = outcome;
  return status === ended.status && exitCode === ended.exitCode && flaky === ended.flaky && reason === ended.reason;
}

type Planned = FinishRunInput['scenarios'][number];

/** What the run knows of it: all but its attempts. */
function withoutRecord({ ended, ...scenario }: Planned, header: FinishRunInput['header']): ScenarioReport {
  const { finishedAtMs } = header;
  const lost = outcomeWithoutAttempt('errored', FailureType.ScenarioLost, 'no result was recorded for this scenario');
  const outcome = ended === undefined ? lost : { ...ended, attempts: [] };
  return { ...scenario, startedAtMs: finishedAtMs, finishedAtMs, outcome };
}
