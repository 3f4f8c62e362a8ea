import { FailureType } from '../../src/shared/failure-types.ts';
import { summarize, type AttemptRecord } from '../../src/shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../../src/shared/run-report.ts';
import type { Truth } from './known-scenarios.ts';
import { wrongInStamps, type Stamp } from './stamps.ts';

export interface Evidence {
  readonly truths: ReadonlyMap<string, Truth>;
  readonly report: Pick<RunReport, 'scenarios' | 'totals'>;
  readonly stamps: readonly Stamp[];
  /** Attempts whose script we killed, as `PATH ATTEMPT`: for these "killed by SIGKILL" is the truth. */
  readonly killedAttempts: ReadonlySet<string>;
  /** The disk of the results was full for a while: outputs that could not be kept make a scenario errored. */
  readonly diskWasFull: boolean;
}

/** SIGKILL, as shells report it. */
const KILLED_EXIT_CODE = 137;

/**
 * Everything about a round's outcomes that is not as it must be, one sentence each. Infrastructure may spoil attempts,
 * but a round never spoils as many as a scenario has: `errored` is right only where no retry could have helped.
 */
export function wrongInRound(evidence: Evidence): readonly string[] {
  const { truths, report, stamps } = evidence;
  const paths = report.scenarios.map(({ path }) => path);
  return [
    ...[...truths.keys()].filter((path) => !paths.includes(path)).map((path) => `${path}: has no outcome`),
    ...paths.filter((path) => !truths.has(path)).map((path) => `${path}: is not one of ours`),
    ...paths.filter((path, index) => paths.indexOf(path) !== index).map((path) => `${path}: has two outcomes`),
    ...wrongTotals(report),
    ...report.scenarios.flatMap((scenario) => wrongOutcome(scenario, evidence)),
    ...wrongInStamps(stamps),
  ];
}

function wrongTotals({ scenarios, totals }: Evidence['report']): readonly string[] {
  const counted = summarize(scenarios.map(({ outcome }) => outcome));
  const differ = JSON.stringify(counted) !== JSON.stringify(totals);
  return differ ? [`totals ${JSON.stringify(totals)} for ${JSON.stringify(counted)}`] : [];
}

function wrongOutcome({ path, outcome }: ScenarioReport, evidence: Evidence): readonly string[] {
  const truth = evidence.truths.get(path);
  const last = outcome.attempts.at(-1);
  if (truth === undefined) return [];
  const told = `${outcome.status} ${outcome.reason ?? ''} ${outcome.exitCode ?? ''}`.trim();
  if (last === undefined) return [`${path}: ${told} without an attempt (${outcome.message})`];
  if (isTrue(truth, last) || isOurKill(path, last, evidence) || isExcused(last, evidence)) {
    return wrongEnd(path, last, evidence);
  }
  return [`${path}: ${told} instead of ${truth.status} (${outcome.message ?? 'no message'})`];
}

function isTrue(truth: Truth, last: AttemptRecord): boolean {
  return truth.status === last.status && truth.reason === last.reason && truth.exitCode === last.exitCode;
}

function isOurKill(path: string, last: AttemptRecord, { killedAttempts }: Evidence): boolean {
  if (!killedAttempts.has(`${path} ${last.attempt}`)) return false;
  return last.status === 'failed' && last.reason === 'signal' && last.exitCode === KILLED_EXIT_CODE;
}

function isExcused(last: AttemptRecord, { diskWasFull }: Evidence): boolean {
  return diskWasFull && last.status === 'errored' && last.reason === FailureType.ResultsUnwritable;
}

/** An outcome that carries an exit code must be of a script that itself says that it ended with it. */
function wrongEnd(path: string, last: AttemptRecord, { stamps }: Evidence): readonly string[] {
  if (last.exitCode === undefined || last.reason === 'signal') return [];
  const end = stamps.find(
    ({ what, scenario, attempt }) => what === 'end' && scenario === path && attempt === last.attempt,
  );
  if (end?.exitCode === last.exitCode) return [];
  return [`${path}: exit code ${last.exitCode} in attempt ${last.attempt}, whose script says ${end?.exitCode}`];
}
