import { closeResults, readScenarioRecords } from '../results/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { outcomeWithoutAttempt } from '../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import type { Activities, FinishRunInput } from './contract.ts';
import { removeEnvironmentFile } from './environment-file.ts';
import { resultsFailureOf } from './results-failure.ts';

/** See {@link Activities.finishRun}. Needs nothing but the disk. */
export function finishRun(): Activities['finishRun'] {
  return async (input) => {
    const { resultsDir, environmentFile } = input.settings;
    // First: a caller's credentials must not outlive the run because a disk is full.
    if (environmentFile !== undefined) await removeEnvironmentFile(environmentFile);
    try {
      await closeResults(resultsDir, await reportOf(input));
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}

async function reportOf({ header, settings, scenarios }: FinishRunInput): Promise<RunReport> {
  const { environmentFile: _environmentFile, ...reported } = settings;
  const records = await readScenarioRecords(settings.resultsDir, scenarios);
  return {
    ...header,
    settings: reported,
    scenarios: scenarios.map((scenario) => records.get(scenario.path) ?? withoutRecord(scenario, header.finishedAtMs)),
  };
}

function withoutRecord(scenario: FinishRunInput['scenarios'][number], atMs: number): ScenarioReport {
  const message = 'no result was recorded for this scenario';
  const outcome = outcomeWithoutAttempt('errored', FailureType.ScenarioLost, message);
  return { ...scenario, startedAtMs: atMs, finishedAtMs: atMs, outcome };
}
