/** The scenarios directory: finding scripts, reading what they say of themselves, planning a run of them. */
export { discoverScenarios } from './discover.ts';
export { lintScenarios, type ScenarioFinding } from './lint-scenarios.ts';
export { interpreterOf, type Interpreter } from './interpreter.ts';
export { PlanError } from './plan-error.ts';
export { runDependencies } from './plan-dependencies.ts';
export { planScenarios } from './plan.ts';
export { requireDependencies, requireOneRun, requireRunnable } from './require-runnable.ts';
export { readScript } from './script-file.ts';
