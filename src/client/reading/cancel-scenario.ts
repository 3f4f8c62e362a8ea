import { setTimeout as sleep } from 'node:timers/promises';
import { CANCEL_FOLLOW_MS, FOLLOW_INTERVAL_MS } from '../../shared/limits.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { requestCancel } from '../follow/request-cancel.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { oneLine } from '../view/fit.ts';
import { pathIn } from './named-run.ts';
import { readRun } from './read-run.ts';
import { readScenario } from './read-scenario.ts';

/** Cancels one scenario of an open run, waits for its end (at most CANCEL_FOLLOW_MS) and says what became of it. */
export async function cancelScenario(
  temporal: Temporal,
  run: FoundRun,
  text: string,
  reason: string | undefined,
): Promise<string> {
  const read = await readRun(temporal, run);
  const path = pathIn(read, text);
  const look = async () => await readScenario(temporal, run, { path, resultName: read.resultNameOf(path) ?? path });
  const before = await look();
  if (before.kind === 'ended') throw ended(run, path, before.report.outcome.status);
  if (before.kind === 'not-started') {
    throw usageError(
      `${oneLine(path)} waits for its slot: it can be cancelled alone once it runs`,
      `cancel the whole run: muster cancel ${shellWord(run.runName)}`,
    );
  }
  const { workflowId } = before;
  if (!(await requestCancel(temporal, { workflowId }, reason))) {
    throw new ClientError('Temporal did not accept the cancellation', {
      type: 'Temporal.Unreachable',
      fix: `try it again: muster cancel ${shellWord(run.runName)} ${shellWord(path)}`,
      exitCode: ExitCode.Environment,
    });
  }
  const deadlineMs = Date.now() + CANCEL_FOLLOW_MS;
  for (;;) {
    const now = await look();
    if (now.kind === 'ended') {
      const { status, message } = now.report.outcome;
      // A script that has returned keeps its outcome.
      const how =
        status === 'cancelled' ? 'cancelled' : `${status}${message === undefined ? '' : `: ${oneLine(message)}`}`;
      return `${oneLine(path)}: ${how}; run ${run.runName} goes on`;
    }
    if (Date.now() >= deadlineMs) {
      return `the cancellation of ${oneLine(path)} is accepted; its clean-up goes on: muster describe ${shellWord(run.runName)} ${shellWord(path)}`;
    }
    await sleep(FOLLOW_INTERVAL_MS);
  }
}

function ended(run: FoundRun, path: string, status: string): ClientError {
  return new ClientError(`${oneLine(path)} has ended already: ${status}`, {
    type: 'Scenario.Ended',
    fix: `see all about it: muster describe ${shellWord(run.runName)} ${shellWord(path)}`,
    exitCode: ExitCode.Usage,
  });
}
