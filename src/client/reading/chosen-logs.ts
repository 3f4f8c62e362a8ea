import { shellWord } from '../../shared/shell-word.ts';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { pathIn } from './named-run.ts';
import type { ReadRun } from './read-run.ts';

export interface LogWishes {
  readonly attempt: number | undefined;
  readonly tail: number | undefined;
  readonly failed: boolean;
  readonly follow: boolean;
}

/** A scenario whose log is wanted. */
export interface Chosen {
  readonly path: string;
  readonly log?: string;
  /** Why there is none. */
  readonly why?: string;
}

/** Which logs are meant, in the order of the run. Throws a usage error when none of them can be on this machine. */
export function chosenLogs(read: ReadRun, scenario: string | undefined, wishes: LogWishes): Chosen[] {
  const path = scenario === undefined ? undefined : pathIn(read, scenario);
  const records = read.scenarios.filter(
    ({ path: each, status }) =>
      (path === undefined || each === path) && (!wishes.failed || status === 'failed' || status === 'errored'),
  );
  if (records.length > 0 && read.place === undefined) throw notHere(read);
  return records.map(({ path: each, status, attemptCount, log, message }) => {
    if (status === 'waiting') return { path: each, why: 'it waits for its slot and has written nothing' };
    if (attemptCount === 0) return { path: each, why: `it never started: ${message ?? status}` };
    if (wishes.attempt === undefined) return log === undefined ? { path: each } : { path: each, log };
    return attemptLog(read, each, wishes.attempt, attemptCount);
  });
}

/** The last attempt's log has the scenario's own name; those before it were moved away from there. */
function attemptLog(read: ReadRun, path: string, attempt: number, attemptCount: number | undefined): Chosen {
  const resultName = read.resultNameOf(path);
  if (resultName === undefined || read.place === undefined) return { path };
  if (attemptCount !== undefined && attempt > attemptCount) {
    throw usageError(`${path} had ${attemptCount} attempts, not ${attempt}`, `give --attempt 1 to ${attemptCount}`);
  }
  const isLast = attempt === attemptCount;
  return { path, log: isLast ? read.place.log(resultName) : read.place.attemptLog(resultName, attempt) };
}

function notHere({ runName, resultsDir, closedAtMs, isInUnknownStore }: ReadRun): ClientError {
  if (isInUnknownStore) {
    return new ClientError(`The logs of run "${runName}" are not on this machine`, {
      type: 'Client.Usage',
      why: 'they lie in the artifact store of its workers, and none is configured here',
      fix: 'name it: MUSTER_ARTIFACTS=URL, or the key artifacts in muster.config.yaml',
      exitCode: ExitCode.Usage,
    });
  }
  return new ClientError(`The logs of run "${runName}" are not on this machine`, {
    type: 'Client.Usage',
    why: `they lie in ${resultsDir ?? 'its results directory'}, on the disk of its workers${closedAtMs === undefined ? '' : ', or were replaced by later runs'}`,
    fix: [
      'ask there, or bring that directory here and name it: muster logs -r DIR',
      `the last lines of what failed are known without it: muster describe ${shellWord(runName)}`,
    ],
    exitCode: ExitCode.Usage,
  });
}
