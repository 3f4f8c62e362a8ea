import type { ReadRun } from './read-run.ts';

/** What documents say of a run itself. Pure. */
export function runRecordOf(read: ReadRun) {
  const { runName, workflowId, runId, startedAtMs, closedAtMs, state, source, resultsDir, totals } = read;
  return {
    runName,
    workflowId,
    runId,
    startedAtMs,
    ...(closedAtMs === undefined ? {} : { closedAtMs }),
    state,
    source,
    ...(resultsDir === undefined ? {} : { resultsDir }),
    ...(totals === undefined ? {} : { totals }),
  };
}
