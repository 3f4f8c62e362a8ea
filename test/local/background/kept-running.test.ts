import { expect, test } from 'vitest';
import { RESTART_ATTEMPTS_MAX, RESTART_DELAY_MS_MAX, RESTART_HEALTHY_MS } from '../../../src/shared/limits.ts';
import { restartDelayMs, KeptRunning, type Running } from '../../../src/local/background/kept-running.ts';

interface FakeThing extends Running {
  readonly number: number;
  die(reason: string): void;
  stopCount: number;
}

/** Things kept running that die on command, with a clock that stands still and delays that are only noted. */
function rig(options: { readonly failingStarts?: ReadonlySet<number> } = {}) {
  const things: FakeThing[] = [];
  const delays: number[] = [];
  let nowMs = 0;
  let starts = 0;
  let changed: () => void = () => {};
  const start = async (): Promise<FakeThing> => {
    starts += 1;
    if (options.failingStarts?.has(starts) === true) throw new Error(`start ${starts} failed`);
    let die: (reason: string) => void = () => {};
    const exited = new Promise<string>((resolve) => {
      die = resolve;
    });
    const thing: FakeThing = {
      number: starts,
      exited,
      die,
      stopCount: 0,
      stop: async () => {
        thing.stopCount += 1;
      },
    };
    things.push(thing);
    return thing;
  };
  const clock = {
    now: () => nowMs,
    sleep: async (ms: number, signal: AbortSignal) => {
      delays.push(ms);
      signal.throwIfAborted();
    },
  };
  const kept: KeptRunning<FakeThing> = new KeptRunning('it', start, () => changed(), clock);
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => condition() && resolve();
      changed();
    });
  return {
    kept,
    things,
    delays,
    until,
    advance: (ms: number) => {
      nowMs += ms;
    },
    startCount: () => starts,
  };
}

test('two who ask at once share one start', async () => {
  const { kept, startCount } = rig();
  const [one, other] = await Promise.all([kept.ready(), kept.ready()]);
  expect(one).toBe(other);
  expect(await kept.ready()).toBe(one);
  expect(startCount()).toBe(1);
});

test('a first start that fails is told to who asked, and is not repeated until somebody asks again', async () => {
  const { kept, delays } = rig({ failingStarts: new Set([1]) });
  await expect(kept.ready()).rejects.toThrow('start 1 failed');
  expect(kept.status).toMatchObject({ phase: 'stopped', problem: 'start 1 failed' });
  expect(delays).toEqual([]);
  expect((await kept.ready()).number).toBe(2);
});

test('what dies is stopped as a whole and started again after a delay', async () => {
  const { kept, things, delays, until } = rig();
  const first = await kept.ready();
  first.die('killed by SIGKILL');
  await until(() => kept.current?.number === 2);
  expect(first.stopCount).toBe(1);
  expect(delays).toEqual([restartDelayMs(1)]);
  expect(kept.status).toEqual({ phase: 'running', restartCount: 1, problem: 'killed by SIGKILL' });
  expect(things).toHaveLength(2);
});

test('delays double up to their bound, also over starts that fail', async () => {
  const { kept, delays, until } = rig({ failingStarts: new Set([2, 3, 4]) });
  (await kept.ready()).die('x');
  await until(() => kept.current?.number === 5);
  expect(delays).toEqual([1, 2, 3, 4].map(restartDelayMs));
  expect(delays.map((ms) => ms / (delays[0] ?? 1))).toEqual([1, 2, 4, 8]);
  expect(restartDelayMs(1_000)).toBe(RESTART_DELAY_MS_MAX);
});

test('a crash loop is given up and said; the next who asks starts it anew', async () => {
  const failing = new Set(Array.from({ length: RESTART_ATTEMPTS_MAX }, (_unused, index) => index + 2));
  const { kept, startCount, until } = rig({ failingStarts: failing });
  (await kept.ready()).die('x');
  await until(() => kept.status.phase === 'gave-up');
  expect(startCount()).toBe(1 + RESTART_ATTEMPTS_MAX);
  expect(kept.status.problem).toContain(`start ${1 + RESTART_ATTEMPTS_MAX} failed`);
  await kept.ready();
  expect(kept.status.phase).toBe('running');
});

test('deaths at once after each start count as a crash loop too', async () => {
  const { kept, things, until } = rig();
  await kept.ready();
  for (let round = 1; round <= RESTART_ATTEMPTS_MAX; round += 1) {
    things.at(-1)?.die('at once');
    await until(() => kept.current?.number === round + 1);
  }
  things.at(-1)?.die('at once');
  await until(() => kept.status.phase === 'gave-up');
  expect(things).toHaveLength(1 + RESTART_ATTEMPTS_MAX);
});

test('a long life forgives earlier deaths', async () => {
  const { kept, things, delays, until, advance } = rig();
  await kept.ready();
  for (let round = 1; round <= 2; round += 1) {
    things.at(-1)?.die('x');
    await until(() => kept.current?.number === round + 1);
  }
  advance(RESTART_HEALTHY_MS);
  things.at(-1)?.die('x');
  await until(() => kept.current?.number === 4);
  expect(delays).toEqual([restartDelayMs(1), restartDelayMs(2), restartDelayMs(1)]);
});

test('what was stopped is not started again by its death', async () => {
  const { kept, startCount } = rig();
  const thing = await kept.ready();
  await kept.stop();
  thing.die('asked to');
  await thing.exited;
  expect(thing.stopCount).toBe(1);
  expect(startCount()).toBe(1);
  await expect(kept.ready()).rejects.toMatchObject({ type: 'Local.Stopping' });
});

test('a restart that is asked for stops the old before it starts the new', async () => {
  const { kept } = rig();
  const old = await kept.ready();
  const fresh = await kept.restart();
  expect([old.stopCount, fresh.number]).toEqual([1, 2]);
  old.die('late news');
  await old.exited;
  expect(kept.current).toBe(fresh);
});

test('a restart that begins while the start before it is settling is not begun twice', async () => {
  const { kept, startCount, until } = rig();
  const first = kept.ready();
  await until(() => kept.status.phase === 'running');
  const restarted = kept.restart();
  await first;
  expect(await kept.ready()).toBe(await restarted);
  expect(startCount()).toBe(2);
});
