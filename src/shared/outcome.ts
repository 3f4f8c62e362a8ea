/** What becomes of a scenario. `failed` is the script's own no; `errored` means that nobody can tell. */
export type OutcomeStatus = 'passed' | 'failed' | 'errored' | 'skipped' | 'cancelled';

/** One try of a scenario, in a namespace of its own. Times are milliseconds since the epoch. */
export interface AttemptRecord {
  /** 1, 2, …; tries that infrastructure spoiled are counted here too. */
  readonly attempt: number;
  readonly status: OutcomeStatus;
  /** `timeout`, `signal`, `exit-code`, `access-denied`, or a {@link FailureType}. Absent when passed. */
  readonly reason?: string;
  /** One line for people. */
  readonly message?: string;
  readonly exitCode?: number;
  readonly namespace: string;
  readonly release: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** When its namespace could be used; absent when it never could, and in records of the first release. */
  readonly namespaceReadyAtMs?: number;
  /** When the script had ended, or was known to be lost; the clean-up follows. Absent when it was never asked for. */
  readonly scriptEndedAtMs?: number;
  /** What its namespace said of the failure in one line, such as `pod web-0: OOMKilled`; the rest is in {@link Diagnostics}. */
  readonly diagnosis?: string;
  /** How long the script itself ran; absent when it never started. */
  readonly scriptMs?: number;
  /** The end of the script's output, at most {@link OUTPUT_TAIL_BYTES}; only for attempts that did not pass. */
  readonly tail?: string;
}

/** The one outcome of a scenario: that of its last attempt, with all attempts beside it. */
export interface ScenarioOutcome {
  readonly status: OutcomeStatus;
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  /** Passed after a failed attempt. An errored attempt before a pass does not make a scenario flaky. */
  readonly flaky: boolean;
  /** Oldest first; empty when the scenario never got a slot. */
  readonly attempts: readonly AttemptRecord[];
}

/** Count of scenarios by outcome. `flaky` ones are among the `passed`. */
export interface Totals {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly flaky: number;
}

/** The only place where outcomes are counted. */
export function summarize(outcomes: Iterable<Pick<ScenarioOutcome, 'status' | 'flaky'>>): Totals {
  const totals = { total: 0, passed: 0, failed: 0, errored: 0, skipped: 0, cancelled: 0, flaky: 0 };
  for (const outcome of outcomes) {
    totals.total += 1;
    totals[outcome.status] += 1;
    if (outcome.flaky) totals.flaky += 1;
  }
  return totals;
}

/** The same over parts of a run. */
export function sumOfTotals(parts: Iterable<Totals>): Totals {
  const totals = { total: 0, passed: 0, failed: 0, errored: 0, skipped: 0, cancelled: 0, flaky: 0 };
  for (const part of parts) {
    for (const key of Object.keys(totals) as (keyof Totals)[]) totals[key] += part[key];
  }
  return totals;
}

/** The scenario's outcome from its attempts, newest last. */
export function outcomeOf(attempts: readonly AttemptRecord[]): ScenarioOutcome {
  const last = attempts.at(-1);
  if (last === undefined) throw new Error('an outcome needs at least one attempt');
  return {
    status: last.status,
    ...(last.reason === undefined ? {} : { reason: last.reason }),
    ...(last.message === undefined ? {} : { message: last.message }),
    ...(last.exitCode === undefined ? {} : { exitCode: last.exitCode }),
    flaky: last.status === 'passed' && attempts.some((attempt) => attempt.status === 'failed'),
    attempts,
  };
}

/** An outcome for a scenario that never got as far as an attempt. */
export function outcomeWithoutAttempt(
  status: 'errored' | 'skipped' | 'cancelled',
  reason: string,
  message: string,
): ScenarioOutcome {
  return { status, reason, message, flaky: false, attempts: [] };
}
