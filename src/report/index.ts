/** Reports as pure functions of what is known of a run. */
export { aggregatedJson } from './aggregated-json.ts';
export { jsonText } from './json-text.ts';
export { fitDiagnostics } from './room-diagnostics.ts';
export { fitReport } from './room.ts';
export { scenarioJson } from './scenario-json.ts';
