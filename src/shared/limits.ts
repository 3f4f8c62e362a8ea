/**
 * Every number that bounds something, in one place: unit in the name, reason beside it.
 * Call sites pass these explicitly; nothing reads an environment variable here.
 */
export * from './limits/activities.ts';
export * from './limits/adoption.ts';
export * from './limits/artifacts.ts';
export * from './limits/ci-reports.ts';
export * from './limits/command-line.ts';
export * from './limits/config.ts';
export * from './limits/diagnostics.ts';
export * from './limits/following.ts';
export * from './limits/html-report.ts';
export * from './limits/kubernetes.ts';
export * from './limits/live-view.ts';
export * from './limits/local-servers.ts';
export * from './limits/namespace-setup.ts';
export * from './limits/namespaces.ts';
export * from './limits/programs.ts';
export * from './limits/reading.ts';
export * from './limits/results.ts';
export * from './limits/run.ts';
export * from './limits/scripts.ts';
export * from './limits/shards.ts';
export * from './limits/staging.ts';
export * from './limits/units.ts';
export * from './limits/worker.ts';
