import { join } from 'node:path';
import type { FinishedScenario, RunResult } from '../../shared/run-progress.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Attended } from './attend-run.ts';

/** What `muster run -o json` prints at its end. Part of the public contract. */
export interface RunRecord {
  readonly run: string;
  readonly workflowId: string;
  readonly exitCode: ExitCode;
  /** Null: the run goes on, or was ended from outside. */
  readonly result: RunResult | null;
  readonly failures: readonly FailureRecord[];
}

export interface FailureRecord {
  readonly path: string;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  /** Null: the scenario never got as far as an attempt. */
  readonly log: string | null;
}

/** Pure. */
export function runRecord(
  { runName, workflowId }: RunIdentity,
  { exitCode, result, failures }: Pick<Attended, 'exitCode' | 'result' | 'failures'>,
  resultsDir: string,
): RunRecord {
  const dir = result?.resultsDir ?? resultsDir;
  return {
    run: runName,
    workflowId,
    exitCode,
    result: result ?? null,
    failures: failures.map((scenario) => failureRecord(scenario, dir)),
  };
}

function failureRecord(scenario: FinishedScenario, resultsDir: string): FailureRecord {
  const { path, status, reason, message, attemptCount, resultName } = scenario;
  return {
    path,
    status,
    reason: reason ?? null,
    message: message ?? null,
    log: attemptCount === 0 ? null : join(resultsDir, `${resultName}.log`),
  };
}
