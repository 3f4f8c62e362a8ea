import { join } from 'node:path';

/** Every path below a results directory. Only what readers of old result files expect lies on top. */
export interface ResultsLayout {
  readonly dir: string;
  readonly aggregated: string;
  /** Reports of a whole run that lie on top; each may or may not exist. */
  readonly reports: readonly string[];
  readonly scenarioJson: (resultName: string) => string;
  readonly log: (resultName: string) => string;
  /** Everything else: old aggregators take every `*.json` on top for a scenario. */
  readonly hidden: string;
  readonly lock: string;
  /** Which run the directory's files belong to, and their names. */
  readonly manifest: string;
  readonly runReport: string;
  /** Full records, one per scenario, from which `run.json` is made. */
  readonly scenarios: string;
  readonly scenarioRecord: (resultName: string) => string;
  /** Of a run with shards: every planned scenario, shard by shard. */
  readonly plan: string;
  /** Of a run with shards: what became of the scenarios of each. */
  readonly shards: string;
  readonly sealedShard: (index: number) => string;
  readonly attempts: string;
  readonly attemptLog: (resultName: string, attempt: number) => string;
  readonly diagnostics: string;
  readonly diagnosticsOf: (resultName: string, attempt: number) => string;
  /** Outcomes of all runs into this directory; never moved aside. */
  readonly history: string;
  readonly junit: string;
  readonly html: string;
  readonly joblog: string;
  readonly previous: string;
}

export function resultsLayout(dir: string): ResultsLayout {
  const hidden = join(dir, '.muster');
  const aggregated = join(dir, 'aggregated.json');
  const junit = join(dir, 'junit.xml');
  const html = join(dir, 'report.html');
  const joblog = join(dir, 'joblog.tsv');
  return {
    dir,
    aggregated,
    reports: [aggregated, junit, html, joblog],
    scenarioJson: (resultName) => join(dir, `${resultName}.json`),
    log: (resultName) => join(dir, `${resultName}.log`),
    hidden,
    lock: join(hidden, 'lock.json'),
    manifest: join(hidden, 'manifest.json'),
    runReport: join(hidden, 'run.json'),
    scenarios: join(hidden, 'scenarios'),
    scenarioRecord: (resultName) => join(hidden, 'scenarios', `${resultName}.json`),
    plan: join(hidden, 'plan.json'),
    shards: join(hidden, 'shards'),
    sealedShard: (index) => join(hidden, 'shards', `${index}.json`),
    attempts: join(hidden, 'attempts'),
    attemptLog: (resultName, attempt) => join(hidden, 'attempts', `${resultName}.${attempt}.log`),
    diagnostics: join(hidden, 'diagnostics'),
    diagnosticsOf: (resultName, attempt) => join(hidden, 'diagnostics', `${resultName}.${attempt}.json`),
    history: join(hidden, 'history.jsonl'),
    junit,
    html,
    joblog,
    previous: join(hidden, 'previous'),
  };
}
