import type { KeptNamespace, NotKept } from '../../shared/namespace.ts';
import { durationText } from './duration.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';
import { shellWord } from '../../shared/shell-word.ts';

/** How a reader gets at what is kept. */
export interface KeptLook {
  readonly nowMs: number;
  /** `kubectl`, with what it needs to find the run's cluster from the reader's shell. */
  readonly kubectl: string;
  /** What ends together with the command that is just ending, and takes part of the promise with it. */
  readonly endsWithCommand?: 'embedded-cluster' | 'janitor';
}

/** More would push the failures off the screen. */
const KEPT_SHOWN_MAX = 10;

/** Those whose time is not up. */
export function stillKept(kept: readonly KeptNamespace[] = [], nowMs: number): readonly KeptNamespace[] {
  return kept.filter(({ untilMs }) => untilMs > nowMs);
}

/** What is kept: of which scenario, until when, how to look at it and how to let it go. Pure but for the time zone. */
export function keptLines(
  runName: string,
  kept: readonly KeptNamespace[],
  look: KeptLook,
  countMax = KEPT_SHOWN_MAX,
): string[] {
  const there = stillKept(kept, look.nowMs);
  const more = there.length - countMax;
  const run = shellWord(runName);
  return [
    ...there
      .slice(0, countMax)
      .flatMap(({ name, scenario, untilMs }) => [
        `kept ${oneLine(scenario)} until ${clockText(untilMs, look.nowMs)} (${durationText(roundToMinute(untilMs - look.nowMs))})`,
        `  look     ${look.kubectl} get all -n ${name}`,
        `  release  muster release ${run} ${shellWord(oneLine(scenario))}`,
      ]),
    ...(more > 0 ? [`… and ${more} more: muster status ${run} -o json`] : []),
    ...(there.length > 1 ? [`release all of them: muster release ${run} --all`] : []),
    ...(there.length === 0 ? [] : warningLines(look.endsWithCommand)),
  ];
}

export function notKeptLines(notKept: readonly NotKept[] = [], paint: Paint): string[] {
  return notKept.map(
    ({ scenario, name, message }) =>
      `${paint('yellow', '!')} ${oneLine(scenario)} could not be kept, its namespace ${name} is deleted: ${oneLine(message)}`,
  );
}

function warningLines(ending: KeptLook['endsWithCommand']): string[] {
  switch (ending) {
    case undefined:
      return [];
    case 'embedded-cluster':
      return [
        '! the embedded cluster stops with this command, and what is kept in it',
        '  bring both back: muster up --profile workloads',
      ];
    case 'janitor':
      return [
        '! nobody deletes it on time, because the local worker ends with this command',
        '  delete what is past its time: muster cleanup --expired',
      ];
  }
}

const MINUTE = 60_000;

function roundToMinute(durationMs: number): number {
  return durationMs < MINUTE ? durationMs : Math.round(durationMs / MINUTE) * MINUTE;
}

/** Local time: `18:41`, or with its date when that is another day. */
function clockText(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}
