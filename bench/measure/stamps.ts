import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite } from '../workloads/suite.ts';

/** When a suite's scripts ran, by their own clocks: the machine's. */
export interface ScriptTimes {
  /** First start, milliseconds since 1970; undefined when none started. */
  readonly firstStartMs: number | undefined;
  /** Last end, or the time limit of one that was killed; milliseconds since 1970. */
  readonly lastEndMs: number | undefined;
  /** Of each that started, in no order; none longer than its time limit, however long it was left running. */
  readonly durationsMs: readonly number[];
  /** The most that ran at the same moment. */
  readonly parallelMax: number;
}

/** `limitMs`: the scripts' time limit. Undefined: they have none. */
export function readScriptTimes({ stampsDir, scenarios }: Suite, limitMs: number | undefined): ScriptTimes {
  const spans = scenarios.flatMap(({ name }) => spansOf(readStamps(join(stampsDir, name)), limitMs ?? 0));
  const changes = spans.flatMap(({ startMs, endMs }) => [
    { atMs: startMs, by: 1 },
    { atMs: endMs, by: -1 },
  ]);
  let running = 0;
  let parallelMax = 0;
  for (const { by } of changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by)) {
    running += by;
    parallelMax = Math.max(parallelMax, running);
  }
  return {
    firstStartMs: spans.length === 0 ? undefined : Math.min(...spans.map(({ startMs }) => startMs)),
    lastEndMs: spans.length === 0 ? undefined : Math.max(...spans.map(({ endMs }) => endMs)),
    durationsMs: spans.map(({ startMs, endMs }) => Math.min(limitMs ?? Number.POSITIVE_INFINITY, endMs - startMs)),
    parallelMax,
  };
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** From `start SECONDS` and `end SECONDS` in turns. One that was killed may have no end: `killedMs` is taken. */
export function spansOf(text: string, killedMs: number): Span[] {
  const spans: Span[] = [];
  let startMs: number | undefined;
  for (const [, word, seconds] of text.matchAll(/^(start|end) ([\d.,]+)$/gm)) {
    const atMs = Number(seconds?.replace(',', '.')) * 1_000;
    if (word === 'end' && startMs !== undefined) spans.push({ startMs, endMs: atMs });
    if (word === 'start' && startMs !== undefined) spans.push({ startMs, endMs: startMs + killedMs });
    startMs = word === 'start' ? atMs : undefined;
  }
  return startMs === undefined ? spans : [...spans, { startMs, endMs: startMs + killedMs }];
}

function readStamps(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
