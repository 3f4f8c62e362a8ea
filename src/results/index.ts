/** The results directory on disk: whose it is, what is written when, where earlier results go. */
export { readHistory, withHistory } from './history.ts';
export { readDiagnostics, withDiagnostics, writeDiagnostics } from './diagnostics.ts';
export { withLogExcerpts } from './log-excerpts.ts';
export { resultsLayout } from './layout.ts';
export type { IsOwnerOpen, ResultsOwner } from './lock.ts';
export { makeDirectory } from './make-directory.ts';
export { readManifest, readResultNames } from './manifest.ts';
export { checkResultsDir, giveBackResults, openResults, requireFreeResults } from './open-results.ts';
export { readPlanFile, readShardScenarios, writePlanFile } from './plan-file.ts';
export { createFresh, readPlainEnd, readPlainFile, readPlainFileEnd } from './plain-file.ts';
export { isInTheWay, ResultsError, unwritable } from './results-error.ts';
export { currentPlace, findPlacedReport, isResultsOf, type PlacedReport, type RunPlace } from './run-places.ts';
export {
  keptSchema,
  notKeptSchema,
  runReportSchema,
  scenarioReportSchema,
  stuckSchema,
  totalsSchema,
} from './run-report-schema.ts';
export { closeResults, readRunReport, runReportOf } from './run-results.ts';
export { readRecordOfName, readScenarioRecords, writeScenarioResults } from './scenario-results.ts';
export { readSealedShard, sealShardFile, type SealedScenario } from './sealed-shard.ts';
export { renderInThread } from './render-in-thread.ts';
export { writeReports } from './write-reports.ts';
