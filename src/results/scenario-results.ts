import { jsonText, scenarioJson } from '../report/index.ts';
import { RECORD_BYTES_MAX } from '../shared/limits.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { inTurns } from './in-turns.ts';
import { ensureText, writeText } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import { readPlainEnd } from './plain-file.ts';
import { writing } from './results-error.ts';
import { scenarioRecordOf, type ScenarioRecord } from './scenario-record.ts';

/**
 * Writes `<name>.json` and the full record of each scenario. What cannot be written keeps none of the others from it.
 * Throws `Results.Unwritable`.
 */
export async function writeScenarioResults(dir: string, reports: readonly ScenarioReport[]): Promise<void> {
  await put(dir, reports, writeText);
}

/** {@link writeScenarioResults}, but files that say the same already stay as they are. */
export async function ensureScenarioResults(dir: string, reports: readonly ScenarioReport[]): Promise<void> {
  await put(dir, reports, ensureText);
}

async function put(
  dir: string,
  reports: readonly ScenarioReport[],
  write: (path: string, text: string) => Promise<void>,
): Promise<void> {
  const layout = resultsLayout(dir);
  await writing(dir, async () => {
    await makeDirectory(layout.scenarios);
    const errors: unknown[] = [];
    const note = (error: unknown) => void errors.push(error);
    await inTurns(reports, async (report) => {
      // What only a whole run's report knows of it has files of its own.
      const { log: _log, diagnostics: _diagnostics, history: _history, ...record } = report;
      await write(layout.scenarioRecord(report.resultName), jsonText(record)).catch(note);
      await write(layout.scenarioJson(report.resultName), jsonText(scenarioJson(report))).catch(note);
    });
    if (errors.length > 0) throw errors[0];
  });
}

/** The record that lies under a result name, whichever scenario's it says it is. Rejects with Node's error. */
export async function readRecordOfName(dir: string, resultName: string): Promise<ScenarioRecord | undefined> {
  const read = await readPlainEnd(resultsLayout(dir).scenarioRecord(resultName), RECORD_BYTES_MAX);
  if (read === undefined || read.bytes > RECORD_BYTES_MAX) return undefined;
  const record = scenarioRecordOf(read.end.toString('utf8'));
  return record?.resultName === resultName ? record : undefined;
}

/** The records of those scenarios that have one, by path. */
export async function readScenarioRecords(
  dir: string,
  scenarios: readonly Pick<ScenarioReport, 'path' | 'resultName' | 'workflowId'>[],
): Promise<ReadonlyMap<string, ScenarioRecord>> {
  const records = new Map<string, ScenarioRecord>();
  await inTurns(scenarios, async ({ path, resultName, workflowId }) => {
    const record = await readRecordOfName(dir, resultName);
    if (record?.path === path && record.workflowId === workflowId) records.set(path, record);
  });
  return records;
}
