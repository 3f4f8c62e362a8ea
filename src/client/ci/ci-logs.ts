import { randomUUID } from 'node:crypto';
import { lastLines } from '../../shared/last-lines.ts';
import { CI_LOG_BYTES_MAX, CI_LOG_LINES_MAX, CI_LOGS_MAX, SECOND_MS } from '../../shared/limits.ts';
import type { FinishedScenario, RunProgress } from '../../shared/run-progress.ts';
import { reasonOf } from '../view/finished-line.ts';
import type { CiSystem } from './ci-system.ts';
import { foldedLog } from './folded-log.ts';

/** Called with every page of progress, when its lines have been written. Never rejects. */
export type OnProgress = (progress: Pick<RunProgress, 'resultsDir' | 'finished'>) => Promise<void>;

/**
 * Shows the end of the log of what failed, for the first CI_LOGS_MAX; then says once that no more are shown. `runId`:
 * of the run's execution; logs of another run, or on another machine, are not shown.
 */
export function ciLogs(system: CiSystem, runId: string, write: (text: string) => void): OnProgress {
  let shownCount = 0;
  const show = async ({ finished, resultsDir }: Parameters<OnProgress>[0]): Promise<void> => {
    for (const scenario of finished) {
      if (scenario.status !== 'failed' && scenario.status !== 'errored') continue;
      if (shownCount > CI_LOGS_MAX) return;
      const text = shownCount === CI_LOGS_MAX ? NO_MORE : await folded(system, runId, resultsDir, scenario);
      if (text === undefined) continue;
      write(text);
      shownCount += 1;
    }
  };
  return async (progress) => await show(progress).catch(() => undefined);
}

const NO_MORE = 'logs of what fails from here on are in the results only\n';

async function folded(
  system: CiSystem,
  runId: string,
  resultsDir: string,
  scenario: FinishedScenario,
): Promise<string | undefined> {
  const { isResultsOf, readPlainEnd, resultsLayout } = await import('../../results/index.ts');
  if (!(await isResultsOf(resultsDir, runId))) return undefined;
  const read = await readPlainEnd(resultsLayout(resultsDir).log(scenario.resultName), CI_LOG_BYTES_MAX);
  if (read === undefined || read.bytes === 0) return undefined;
  const text = read.end.toString('utf8');
  return foldedLog({
    system,
    title: `log of ${scenario.path} (${reasonOf(scenario)})`,
    text: lastLines(text, { lines: CI_LOG_LINES_MAX, bytes: CI_LOG_BYTES_MAX }).tail,
    token: randomUUID(),
    nowSeconds: Math.floor(Date.now() / SECOND_MS),
  });
}
