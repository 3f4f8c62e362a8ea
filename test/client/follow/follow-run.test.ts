import { expect, it } from 'vitest';
import type { RunReading } from '../../../src/client/follow/compose-progress.ts';
import { takeIn } from '../../../src/client/follow/compose-progress.ts';
import type { FollowEvent } from '../../../src/client/follow/follow-run.ts';
import { followRun } from '../../../src/client/follow/follow-run.ts';
import { FROM_THE_START } from '../../../src/client/follow/read-position.ts';
import type { RunClosing } from '../../../src/client/follow/run-closing.ts';
import type { RunReader } from '../../../src/client/follow/run-reader.ts';
import {
  FINISHED_PAGE_COUNT,
  HOUR_MS,
  MINUTE_MS,
  NO_WORKER_NOTICE_MS,
  SECOND_MS,
  UNREADABLE_GIVE_UP_MS,
} from '../../../src/shared/limits.ts';
import type { RunProgress } from '../../../src/shared/run-progress.ts';
import { finishedOf, progressOf, resultOf } from '../support/records.ts';

const closing: RunClosing = { kind: 'completed', result: resultOf() };

/** As @grpc/grpc-js makes them: the code decides, the text is anybody's. */
function grpcError(code: number): Error {
  return Object.assign(new Error('text that nobody reads'), { code, details: '', metadata: {} });
}

const unreachable = () => Promise.reject(grpcError(14));
const nobodyPolls = () => Promise.reject(grpcError(9));

function readingOf(position = FROM_THE_START, run = progressOf()): RunReading {
  return takeIn(position, { run, shards: new Map(), scope: 'all', isLast: false });
}

function readerOf(change: Partial<RunReader>): RunReader {
  return {
    isOpen: () => Promise.resolve(false),
    read: () => Promise.resolve(readingOf()),
    closing: () => Promise.resolve(closing),
    hasClosed: () => new Promise(() => undefined),
    ...change,
  };
}

/** A clock that moves at each look, so that outages pass without waiting. */
function quickClock(stepMs: number): () => number {
  let nowMs = 0;
  return () => (nowMs += stepMs);
}

async function collect(
  reader: RunReader,
  revive?: () => Promise<RunReader>,
  stepMs = SECOND_MS,
): Promise<FollowEvent[]> {
  const { signal } = new AbortController();
  const events: FollowEvent[] = [];
  const follow = {
    reader,
    signal,
    intervalMs: 0,
    now: quickClock(stepMs),
    ...(revive === undefined ? {} : { revive }),
  };
  for await (const event of followRun(follow)) events.push(event);
  return events;
}

const kindsOf = (events: readonly FollowEvent[]) => events.map(({ kind }) => kind);

it('every finished scenario is told exactly once, also those of a last page after the end', async () => {
  const all = Array.from({ length: FINISHED_PAGE_COUNT + 3 }, (_, index) => finishedOf(`${index}.sh`));
  const page = (cursor: number): RunProgress => {
    const finished = all.slice(cursor, cursor + FINISHED_PAGE_COUNT);
    return progressOf({ finished, cursor: cursor + finished.length });
  };
  let turn = 0;
  const events = await collect(
    readerOf({
      isOpen: () => Promise.resolve(turn++ === 0),
      read: (position) => Promise.resolve(readingOf(position, page(position.run))),
    }),
  );
  const told = events.flatMap((event) => (event.kind === 'progress' ? event.progress.finished : []));
  expect(told.map(({ path }) => path)).toEqual(all.map(({ path }) => path));
  expect(events.at(-1)).toEqual({ kind: 'closed', closing });
});

it('a run that is closed ends the following although no worker answers any more', async () => {
  expect(kindsOf(await collect(readerOf({ read: nobodyPolls })))).toEqual(['closed']);
});

it('a queue that nobody polls is told once, after some seconds, and the recovery too', async () => {
  let asked = 0;
  const events = await collect(
    readerOf({
      isOpen: () => Promise.resolve(asked < 30),
      read: () => (++asked < 20 ? nobodyPolls() : Promise.resolve(readingOf())),
    }),
  );
  expect(kindsOf(events).slice(0, 3)).toEqual(['trouble', 'progress', 'recovered']);
  expect(events[2]).toEqual({ kind: 'recovered', from: 'no-worker' });
  expect(events[0]).toEqual({ kind: 'trouble', trouble: 'no-worker' });
  expect(asked * SECOND_MS).toBeGreaterThan(NO_WORKER_NOTICE_MS);
});

it('a Temporal that is away for a while does not end the following', async () => {
  let asked = 0;
  const events = await collect(readerOf({ isOpen: () => (++asked < 20 ? unreachable() : Promise.resolve(false)) }));
  expect(events[0]).toEqual({ kind: 'trouble', trouble: 'unreachable' });
  expect(events.at(-1)?.kind).toBe('closed');
});

it('after the longest outage it gives up instead of waiting for ever', async () => {
  const events = await collect(readerOf({ isOpen: unreachable }), undefined, MINUTE_MS);
  expect(kindsOf(events)).toEqual(['trouble', 'gave-up']);
  expect(UNREADABLE_GIVE_UP_MS).toBeGreaterThan(NO_WORKER_NOTICE_MS);
});

it('what this machine should run is brought back, and the run is read on through the new reader', async () => {
  let revivals = 0;
  const events = await collect(readerOf({ isOpen: unreachable }), () => {
    revivals += 1;
    return Promise.resolve(readerOf({}));
  });
  expect(revivals).toBe(1);
  expect(kindsOf(events)).toEqual(['progress', 'closed']);
});

it('a revival that fails is tried again, a bounded number of times', async () => {
  let revivals = 0;
  const events = await collect(
    readerOf({ isOpen: unreachable }),
    () => {
      revivals += 1;
      return Promise.reject(new Error('no'));
    },
    MINUTE_MS,
  );
  expect(revivals).toBe(5);
  expect(events.at(-1)?.kind).toBe('gave-up');
});

it('an error that cannot pass by itself is thrown', async () => {
  const notFound = () => Promise.reject(grpcError(5));
  await expect(collect(readerOf({ isOpen: notFound }))).rejects.toMatchObject({ code: 5 });
});

it('leaving ends the following at once, between two reads', async () => {
  const leaving = new AbortController();
  const reader = readerOf({ isOpen: () => Promise.resolve(true) });
  const events: FollowEvent[] = [];
  for await (const event of followRun({ reader, signal: leaving.signal, intervalMs: 60 * SECOND_MS })) {
    events.push(event);
    leaving.abort();
  }
  expect(kindsOf(events)).toEqual(['progress']);
});

it('the end of a run is seen when it comes, not at the next look', async () => {
  let hasEnded = false;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const reader = readerOf({ isOpen: () => Promise.resolve(!hasEnded), hasClosed: () => ended });
  const kinds: string[] = [];
  // A pause that no test would survive.
  for await (const { kind } of followRun({ reader, signal: new AbortController().signal, intervalMs: HOUR_MS })) {
    kinds.push(kind);
    hasEnded = true;
    end();
  }
  expect(kinds).toEqual(['progress', 'progress', 'closed']);
});

it('a follower that leaves waits for nothing', async () => {
  const leaving = new AbortController();
  const asked: AbortSignal[] = [];
  const reader = readerOf({
    isOpen: () => Promise.resolve(true),
    hasClosed: (signal) => {
      asked.push(signal);
      return new Promise(() => undefined);
    },
  });
  for await (const _ of followRun({ reader, signal: leaving.signal, intervalMs: HOUR_MS })) leaving.abort();
  expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
});
