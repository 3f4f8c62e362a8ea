import { columnsOf } from './columns.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import { signCounts } from './counts.ts';
import { elapsedText, etaText } from './duration.ts';
import { fitEnd } from './fit.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';

export interface StatusState {
  readonly progress: RunProgress;
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** Until the last outcome, when it can be told. */
  readonly etaMs?: number | undefined;
}

interface Part {
  readonly text: string;
  /** On a narrow screen the lowest goes first; without one it stays. */
  readonly weight?: number;
}

/**
 * `▸ 4/40 · ✓ 3 ✗ 1 · running 8 of 8 · 1m 5s · ETA 3m`. What does not fit is left out by its weight, so that counts and
 * time stay. Pure.
 */
export function statusLine(state: StatusState, columns: number, paint: Paint): string {
  // Escape sequences have no width, so what fits is decided on the plain text.
  const fitting = weightsThatFit(partsOf(state, plain), columns);
  const joined = (chosen: Paint) => joinedParts(partsOf(state, chosen), fitting);
  return columnsOf(joined(plain)) <= columns ? joined(paint) : fitEnd(joined(plain), columns);
}

/** The lowest weight that is still shown. */
function weightsThatFit(parts: readonly Part[], columns: number): number {
  const weights = parts.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
  const from = [0, ...weights.toSorted((left, right) => left - right).map((weight) => weight + 1)];
  return from.find((least) => columnsOf(joinedParts(parts, least)) <= columns) ?? from.at(-1) ?? 0;
}

function joinedParts(parts: readonly Part[], least: number): string {
  return parts
    .filter(({ text, weight = least }) => text !== '' && weight >= least)
    .map(({ text }) => text)
    .join(' · ');
}

function partsOf({ progress, startedAtMs, nowMs, etaMs }: StatusState, paint: Paint): Part[] {
  const elapsed = { text: elapsedText(nowMs - startedAtMs) };
  if (progress.phase === 'planning') return [{ text: '▸ planning' }, elapsed];
  const { waitingCount, drainingCount, stuck, kept = [] } = progress;
  return [
    { text: `▸ ${progress.totals.total}/${progress.plannedCount}` },
    { text: signCounts(progress.totals, paint) },
    { text: progress.paused ? paint('yellow', 'paused') : '', weight: 3 },
    { text: progress.cancelRequested ? paint('yellow', 'cancelling') : '', weight: 5 },
    { text: slotsText(progress), weight: 2 },
    { text: waitingCount > 0 ? `${waitingCount} waiting` : '', weight: 1 },
    { text: drainingCount > 0 ? goingText(drainingCount) : '', weight: 0 },
    { text: stuck.length > 0 ? paint('red', `${stuck.length} stuck`) : '', weight: 4 },
    { text: kept.length > 0 ? `${kept.length} kept` : '', weight: 0 },
    elapsed,
    { text: etaMs === undefined ? '' : `ETA ${etaText(etaMs)}`, weight: 3 },
  ];
}

/** `running 8 of 8`; more than the limit run for a while after it was lowered. */
function slotsText({ running, limit, phase }: RunProgress): string {
  if (phase !== 'running') return running.length === 0 ? '' : `running ${running.length}`;
  return limit < 1 ? `running ${running.length}` : `running ${running.length} of ${limit}`;
}

/** Namespaces whose scenario has finished and whose deletion has not. */
function goingText(count: number): string {
  return count === 1 ? '1 namespace going' : `${count} namespaces going`;
}
