import { FAILURES_LISTED_MAX } from '../../shared/limits.ts';
import type { FinishedScenario } from '../../shared/run-progress.ts';
import { failureList } from './failure-rows.ts';
import { oneLine, wrapWords } from './fit.ts';
import type { Pane } from './pane-frame.ts';

/** Columns for the names of keys, with what sets them off. */
const KEYS_WIDTH = 11;

/** All keys of the live view, in lines of at most `columns`. `signalText`: what Ctrl-C does here. Pure. */
export function helpPane(signalText: string, canDetach: boolean, columns: number): Pane {
  const rows: readonly (readonly [string, string])[] = [
    ['+ -', 'one slot more, one less; nothing that runs is stopped'],
    ['p', 'pause: nothing new starts; again: resume'],
    ['l', 'the log of what has run for longest; j k: another one'],
    ['f', 'the failures, newest first'],
    ['o', 'the run in the Temporal Web UI'],
    ...(canDetach ? [['d', 'leave; the run goes on'] as const] : []),
    ['Ctrl-C', signalText],
    ['? q Esc', 'back'],
  ];
  const lines = rows.flatMap(([keys, what]) =>
    wrapWords(what, columns - KEYS_WIDTH).map((line, index) =>
      `  ${index === 0 ? keys : ''}`.padEnd(KEYS_WIDTH).concat(line),
    ),
  );
  return { title: 'Keys', keys: 'j/k scroll · q back', lines, offset: 0, anchor: 'start' };
}

/** The newest FAILURES_LISTED_MAX failures with what their scripts said last. Pure. */
export function failuresPane(failures: readonly FinishedScenario[], offset: number): Pane {
  const listed = failures.slice(-FAILURES_LISTED_MAX).toReversed();
  const hidden = failures.length - listed.length;
  return {
    title: `Failures: ${failures.length}${hidden === 0 ? '' : `, the newest ${listed.length} of them`}`,
    keys: 'j/k scroll · q back',
    lines: failures.length === 0 ? ['  nothing has failed'] : failureList(listed),
    offset,
    anchor: 'start',
  };
}

export interface LogPage {
  readonly path: string;
  /** Which of how many logs, from 1; absent when it is none of them any more. */
  readonly position?: string | undefined;
  /** Undefined: not read yet. */
  readonly tail?: { readonly lines: readonly string[]; readonly path: string; readonly problem?: string } | undefined;
  readonly offset: number;
}

/** The end of a scenario's log. Pure. */
export function logPane({ path, position, tail, offset }: LogPage): Pane {
  const problem = tail?.problem === undefined ? [] : [`  ${tail.problem}`];
  return {
    title: `Log ${position === undefined ? '' : `${position} `}${oneLine(path)}`,
    keys: 'j/k other log · PgUp/PgDn scroll · q back',
    lines: [...(tail?.lines ?? []), ...problem],
    offset,
    anchor: 'end',
  };
}
