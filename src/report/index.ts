/** Reports as pure functions of what is known of a run. */
export { aggregatedJson } from './aggregated-json.ts';
export { jsonText } from './json-text.ts';
export { fitDiagnostics } from './room-diagnostics.ts';
export { fitReport, fittingReport } from './room.ts';
export { compactRunJson, indentedRunJson } from './run-json.ts';
export { scenarioJson } from './scenario-json.ts';
