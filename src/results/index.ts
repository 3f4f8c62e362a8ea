/** The results directory on disk: whose it is, what is written when, where earlier results go. */
export { resultsLayout } from './layout.ts';
export type { IsOwnerOpen, ResultsOwner } from './lock.ts';
export { makeDirectory } from './make-directory.ts';
export { checkResultsDir, openResults } from './open-results.ts';
export { createFresh, readPlainFile } from './plain-file.ts';
export { isInTheWay, ResultsError, unwritable } from './results-error.ts';
export { closeResults, readRunReport } from './run-results.ts';
export { readScenarioRecords, writeScenarioResults } from './scenario-results.ts';
