import type { Diagnostics } from '../shared/diagnostics.ts';
import { DIAGNOSTICS_FILE_BYTES_MAX, RUN_REPORT_BYTES_MAX } from '../shared/limits.ts';
import type { AttemptRecord } from '../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import { diagnosticsSchema } from './diagnostics-schema.ts';
import { inTurns } from './in-turns.ts';
import { writeJson } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import { readPlainEnd } from './plain-file.ts';
import { writing } from './results-error.ts';

/** Writes what one attempt's namespace held. Throws `Results.Unwritable`. */
export async function writeDiagnostics(dir: string, resultName: string, diagnostics: Diagnostics): Promise<void> {
  const layout = resultsLayout(dir);
  await writing(dir, async () => {
    await makeDirectory(layout.diagnostics);
    await writeJson(layout.diagnosticsOf(resultName, diagnostics.attempt), diagnostics);
  });
}

/** What was written for that attempt; undefined when there is nothing, or nothing of ours. Rejects with Node's error. */
export async function readDiagnostics(
  dir: string,
  resultName: string,
  attempt: number,
): Promise<Diagnostics | undefined> {
  const read = await readPlainEnd(resultsLayout(dir).diagnosticsOf(resultName, attempt), DIAGNOSTICS_FILE_BYTES_MAX);
  if (read === undefined || read.bytes > DIAGNOSTICS_FILE_BYTES_MAX) return undefined;
  const found = diagnosticsOf(read.end.toString('utf8'));
  return found?.attempt === attempt ? found : undefined;
}

/**
 * The report with the diagnostics of failed attempts, failed scenarios first, as long as they come to no more than
 * RUN_REPORT_BYTES_MAX. They lie where scripts can write: what is not as it was written is passed over. Never rejects.
 */
export async function withDiagnostics(dir: string, report: RunReport): Promise<RunReport> {
  const found = new Map<ScenarioReport, readonly Diagnostics[]>();
  const wanted = report.scenarios.filter((scenario) => attemptsOf(scenario).length > 0);
  const isGood = ({ outcome }: ScenarioReport) => Number(outcome.status === 'passed');
  let bytes = 0;
  let unreadCount = 0;
  for (const scenario of wanted.toSorted((a, b) => isGood(a) - isGood(b))) {
    if (bytes > RUN_REPORT_BYTES_MAX) {
      unreadCount += 1;
      continue;
    }
    const each = await inTurns(attemptsOf(scenario), async ({ attempt, namespace }) => {
      const read = await readDiagnostics(dir, scenario.resultName, attempt).catch(() => undefined);
      // Of a run that was cancelled a look may still go on, and be written when the directory is the next run's.
      return read?.namespace === namespace ? read : undefined;
    });
    const there = each.filter((one) => one !== undefined);
    bytes += JSON.stringify(there).length;
    if (there.length > 0) found.set(scenario, there);
  }
  const scenarios = report.scenarios.map((scenario) => {
    const { diagnostics: _diagnostics, ...bare } = scenario;
    const diagnostics = found.get(scenario);
    return diagnostics === undefined ? bare : { ...bare, diagnostics };
  });
  const sentence = `The diagnostics of ${unreadCount} more scenarios were not read: there is too much of them.`;
  return { ...report, scenarios, ...(unreadCount === 0 ? {} : { omitted: [...(report.omitted ?? []), sentence] }) };
}

function attemptsOf({ outcome }: ScenarioReport): AttemptRecord[] {
  return outcome.attempts.filter(({ status }) => status === 'failed' || status === 'errored');
}

function diagnosticsOf(text: string): Diagnostics | undefined {
  try {
    return diagnosticsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
