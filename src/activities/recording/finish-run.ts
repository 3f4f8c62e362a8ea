import { setImmediate } from 'node:timers/promises';
import { fittingReport } from '../../report/index.ts';
import {
  closeResults,
  readScenarioRecords,
  renderInThread,
  withDiagnostics,
  withHistory,
  withLogExcerpts,
} from '../../results/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { RUN_REPORT_BYTES_MAX } from '../../shared/limits.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../../shared/run-report.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, FinishRunInput } from '../contract.ts';
import { removeEnvironmentFile } from '../secrets/environment-file.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { isTrue } from './record-truth.ts';
import { resultsFailureOf } from './results-failure.ts';
import { sealedEnds } from './sealed-ends.ts';

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
        await closeResults(resultsDir, await fitted(report), renderInThread());
      });
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}

/** In turns: scripts of other runs have heartbeats to send meanwhile. */
async function fitted(report: RunReport): Promise<RunReport> {
  const fitting = fittingReport(report, RUN_REPORT_BYTES_MAX);
  let turn = fitting.next();
  while (turn.done !== true) {
    await setImmediate();
    turn = fitting.next();
  }
  return turn.value;
}

/** With what lies beside the scenarios' records. */
async function completed(dir: string, report: RunReport): Promise<RunReport> {
  return await withDiagnostics(dir, await withLogExcerpts(dir, await withHistory(dir, report)));
}

async function reportOf(input: FinishRunInput): Promise<RunReport> {
  const { header, settings, sealedDigests } = input;
  const { environmentFile: _environmentFile, ...reported } = settings;
  const { scenarios, sentences } =
    sealedDigests === undefined
      ? { scenarios: input.scenarios, sentences: [] }
      : await sealedEnds(input, sealedDigests);
  const omitted = [...(header.omitted ?? []), ...sentences];
  const records = await readScenarioRecords(settings.resultsDir, scenarios);
  return {
    ...header,
    settings: { ...reported, resultsDir: input.reportedDir ?? reported.resultsDir },
    ...(omitted.length === 0 ? {} : { omitted }),
    scenarios: scenarios.map((scenario) => {
      const record = records.get(scenario.path);
      return record !== undefined && isTrue(record, scenario.ended) ? record : withoutRecord(scenario, header);
    }),
  };
}

type Planned = FinishRunInput['scenarios'][number];

/** What the run knows of it: all but its attempts. */
function withoutRecord({ ended, ...scenario }: Planned, header: FinishRunInput['header']): ScenarioReport {
  const { finishedAtMs } = header;
  const lost = outcomeWithoutAttempt('errored', FailureType.ScenarioLost, 'no result was recorded for this scenario');
  const outcome = ended === undefined ? lost : { ...ended, attempts: [] };
  return { ...scenario, startedAtMs: finishedAtMs, finishedAtMs, outcome };
}
