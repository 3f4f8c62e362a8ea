import type { AttemptRecord, OutcomeStatus, ScenarioOutcome } from '../shared/outcome.ts';
import type { ScenarioReport } from '../shared/run-report.ts';

/** The four words that readers of result files know. */
type StatusWord = 'passed' | 'failed' | 'skipped' | 'error';

/**
 * One scenario in the result files. The first six keys are those of the bash runner, with its types: they are always
 * there and never null. Everything after them is ours and only there when it is known.
 */
export interface ScenarioJson {
  /** The stem of the result files; equals the file's name. */
  readonly scenario: string;
  /** Of the last attempt; empty when there was none. */
  readonly namespace: string;
  readonly status: StatusWord;
  /** The script's; 0 when it passed, 124 when it ran past its time limit (as `timeout` says), -1 when there is none. */
  readonly exit_code: number;
  /** Whole seconds that the script of the last attempt ran; 0 when it never started. */
  readonly duration: number;
  /** Seconds since the epoch at which the last attempt ended, or the scenario when there was none. */
  readonly timestamp: number;
  /** One line for people; absent when passed. */
  readonly error?: string;
  /** `timeout`, `signal`, `exit-code`, `cancelled`, or a failure type such as `Cluster.Forbidden`. */
  readonly reason?: string;
  readonly path: string;
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly release?: string;
  /** The number of the last attempt. */
  readonly attempt?: number;
  readonly attempts: readonly AttemptJson[];
  readonly flaky: boolean;
  readonly duration_ms: number;
  /** From the first attempt's start to the last one's end, ISO 8601 in UTC. */
  readonly started_at?: string;
  readonly finished_at?: string;
  /** Until when the namespace stays for a look, ISO 8601 in UTC; absent: it was deleted. */
  readonly kept_until?: string;
}

interface AttemptJson {
  readonly attempt: number;
  readonly status: StatusWord;
  readonly reason?: string;
  readonly error?: string;
  readonly exit_code: number;
  readonly namespace: string;
  readonly release: string;
  readonly duration_ms: number;
  readonly started_at: string;
  readonly finished_at: string;
}

const WORDS: Readonly<Record<OutcomeStatus, StatusWord>> = {
  passed: 'passed',
  failed: 'failed',
  errored: 'error',
  skipped: 'skipped',
  cancelled: 'skipped',
};
const EXIT_CODE_TIMEOUT = 124;
const EXIT_CODE_NONE = -1;

export function scenarioJson(report: ScenarioReport): ScenarioJson {
  const { outcome } = report;
  const first = outcome.attempts[0];
  const last = outcome.attempts.at(-1);
  return {
    scenario: report.resultName,
    namespace: last?.namespace ?? '',
    status: WORDS[outcome.status],
    exit_code: exitCodeOf(outcome),
    duration: Math.round((last?.scriptMs ?? 0) / 1_000),
    timestamp: Math.floor((last?.finishedAtMs ?? report.finishedAtMs) / 1_000),
    ...explanationOf(outcome),
    path: report.path,
    ...(report.name === undefined ? {} : { name: report.name }),
    ...(report.tags === undefined ? {} : { tags: report.tags }),
    ...(last === undefined ? {} : { release: last.release, attempt: last.attempt }),
    attempts: outcome.attempts.map(attemptJson),
    flaky: outcome.flaky,
    duration_ms: last?.scriptMs ?? 0,
    ...(first === undefined ? {} : { started_at: isoTime(first.startedAtMs) }),
    ...(last === undefined ? {} : { finished_at: isoTime(last.finishedAtMs) }),
    ...(report.keptUntilMs === undefined ? {} : { kept_until: isoTime(report.keptUntilMs) }),
  };
}

function attemptJson(attempt: AttemptRecord): AttemptJson {
  return {
    attempt: attempt.attempt,
    status: WORDS[attempt.status],
    ...explanationOf(attempt),
    exit_code: exitCodeOf(attempt),
    namespace: attempt.namespace,
    release: attempt.release,
    duration_ms: attempt.scriptMs ?? 0,
    started_at: isoTime(attempt.startedAtMs),
    finished_at: isoTime(attempt.finishedAtMs),
  };
}

type Explained = Pick<ScenarioOutcome, 'status' | 'reason' | 'message' | 'exitCode'>;

function explanationOf(outcome: Explained): { readonly error?: string; readonly reason?: string } {
  if (outcome.status === 'passed') return {};
  const reason = outcome.status === 'cancelled' ? 'cancelled' : outcome.reason;
  return {
    ...(outcome.message === undefined ? {} : { error: outcome.message }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function exitCodeOf(outcome: Explained): number {
  if (outcome.exitCode !== undefined) return outcome.exitCode;
  if (outcome.status === 'passed') return 0;
  return outcome.reason === 'timeout' ? EXIT_CODE_TIMEOUT : EXIT_CODE_NONE;
}

/** With `+00:00` for `Z`, which Python's `fromisoformat` refuses before 3.11. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '+00:00');
}
