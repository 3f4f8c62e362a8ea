import { constants } from 'node:os';
import prettyMilliseconds from 'pretty-ms';
import { OUTPUT_TAIL_BYTES } from '../../shared/limits.ts';
import type { RunScenarioInput, ScriptResult } from '../contract.ts';
import type { OutputTail } from './output-tail.ts';
import type { GroupExit } from './process-group.ts';

const LINE_LENGTH_MAX = 200;

/** What a script's end means. Past its time limit is a failure whatever its exit code then was. */
export function scriptResultOf(
  exit: GroupExit,
  output: Pick<OutputTail, 'text'>,
  limits: Pick<RunScenarioInput, 'timeoutMs' | 'skipExitCodes'>,
): ScriptResult {
  const { exitCode, signalName } = exit;
  const scriptMs = exit.durationMs;
  if (!exit.timedOut && exitCode === 0) return { status: 'passed', exitCode, scriptMs, tail: '' };

  const tail = output.text(OUTPUT_TAIL_BYTES);
  if (exit.timedOut) {
    const message = `ran past its time limit of ${prettyMilliseconds(limits.timeoutMs)}`;
    return { status: 'failed', reason: 'timeout', message, scriptMs, tail };
  }
  if (exitCode !== undefined && limits.skipExitCodes.includes(exitCode)) {
    const message = `skipped: ${lastLineOf(tail) ?? `exit code ${exitCode}`}`;
    return { status: 'skipped', reason: 'exit-code', message, exitCode, scriptMs, tail };
  }
  if (exitCode !== undefined) {
    return { status: 'failed', reason: 'exit-code', message: `exit code ${exitCode}`, exitCode, scriptMs, tail };
  }
  const name = signalName ?? 'a signal';
  const shellExitCode = exitCodeOfSignal(signalName);
  return {
    status: 'failed',
    reason: 'signal',
    message: `killed by ${name}`,
    ...(shellExitCode === undefined ? {} : { exitCode: shellExitCode }),
    scriptMs,
    tail,
  };
}

/** 128 + number, as shells report a command that a signal ended. */
function exitCodeOfSignal(name: string | undefined): number | undefined {
  const number = Object.entries(constants.signals).find(([known]) => known === name)?.[1];
  return number === undefined ? undefined : 128 + number;
}

function lastLineOf(text: string): string | undefined {
  return text
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim()
    .slice(0, LINE_LENGTH_MAX);
}
