import type { AttemptRecord } from '../../shared/outcome.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';

export type PhaseName = 'queued' | 'namespace' | 'script' | 'cleanup';

/** A stretch of a scenario's time. Milliseconds since the epoch; the end is not before the start. */
export interface Phase {
  readonly name: PhaseName;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a scenario did with its time from the run's start on: the wait for a slot, then each attempt's phases. */
export function phasesOf(
  scenario: Pick<ScenarioReport, 'startedAtMs' | 'outcome'>,
  runStartedAtMs: number,
): readonly Phase[] {
  const queued: Phase = { name: 'queued', attempt: 0, startMs: runStartedAtMs, endMs: scenario.startedAtMs };
  return [queued, ...scenario.outcome.attempts.flatMap(phasesOfAttempt)].filter(
    ({ startMs, endMs }) => endMs > startMs,
  );
}

/** Each phase ends where the next begins; one that never came is left out. */
export function phasesOfAttempt(attempt: AttemptRecord): readonly Phase[] {
  const { startedAtMs, finishedAtMs } = attempt;
  const within = (momentMs: number) => Math.min(Math.max(momentMs, startedAtMs), finishedAtMs);
  const { readyMs, endedMs } = momentsOf(attempt);
  const ready = within(readyMs);
  const ended = Math.max(ready, within(endedMs));
  const moments = [startedAtMs, ready, ended, finishedAtMs] as const;
  const names = ['namespace', 'script', 'cleanup'] as const;
  return names
    .map((name, index) => ({
      name,
      attempt: attempt.attempt,
      startMs: moments[index] ?? 0,
      endMs: moments[index + 1] ?? 0,
    }))
    .filter(({ startMs, endMs }) => endMs > startMs);
}

/** Records of the first release know only how long the script ran: all of the attempt is the script's then. */
function momentsOf(attempt: AttemptRecord): { readonly readyMs: number; readonly endedMs: number } {
  const { startedAtMs, finishedAtMs, namespaceReadyAtMs, scriptEndedAtMs, scriptMs } = attempt;
  if (namespaceReadyAtMs === undefined && scriptEndedAtMs === undefined) {
    const readyMs = scriptMs === undefined ? finishedAtMs : startedAtMs;
    return { readyMs, endedMs: finishedAtMs };
  }
  return { readyMs: namespaceReadyAtMs ?? startedAtMs, endedMs: scriptEndedAtMs ?? namespaceReadyAtMs ?? finishedAtMs };
}
