import { expect, test } from 'vitest';
import { RESTART_ATTEMPTS_MAX, RESTART_DELAY_MS_MAX, RESTART_HEALTHY_MS } from '../../src/shared/limits.ts';
import { restartDelayMs, Supervisor, type Running } from '../../src/local/supervisor.ts';

interface FakeThing extends Running {
  readonly number: number;
  die(reason: string): void;
  stopCount: number;
}

/** A supervisor of things that die on command, with a clock that stands still and delays that are only noted. */
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
  const supervisor: Supervisor<FakeThing> = new Supervisor('it', start, () => changed(), clock);
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => condition() && resolve();
      changed();
    });
  return {
    supervisor,
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
  const { supervisor, startCount } = rig();
  const [one, other] = await Promise.all([supervisor.ready(), supervisor.ready()]);
  expect(one).toBe(other);
  expect(await supervisor.ready()).toBe(one);
  expect(startCount()).toBe(1);
});

test('a first start that fails is told to who asked, and is not repeated until somebody asks again', async () => {
  const { supervisor, delays } = rig({ failingStarts: new Set([1]) });
  await expect(supervisor.ready()).rejects.toThrow('start 1 failed');
  expect(supervisor.status).toMatchObject({ phase: 'stopped', problem: 'start 1 failed' });
  expect(delays).toEqual([]);
  expect((await supervisor.ready()).number).toBe(2);
});

test('what dies is stopped as a whole and started again after a delay', async () => {
  const { supervisor, things, delays, until } = rig();
  const first = await supervisor.ready();
  first.die('killed by SIGKILL');
  await until(() => supervisor.current?.number === 2);
  expect(first.stopCount).toBe(1);
  expect(delays).toEqual([restartDelayMs(1)]);
  expect(supervisor.status).toEqual({ phase: 'running', restartCount: 1, problem: 'killed by SIGKILL' });
  expect(things).toHaveLength(2);
});

test('delays double up to their bound, also over starts that fail', async () => {
  const { supervisor, delays, until } = rig({ failingStarts: new Set([2, 3, 4]) });
  (await supervisor.ready()).die('x');
  await until(() => supervisor.current?.number === 5);
  expect(delays).toEqual([1, 2, 3, 4].map(restartDelayMs));
  expect(delays.map((ms) => ms / (delays[0] ?? 1))).toEqual([1, 2, 4, 8]);
  expect(restartDelayMs(1_000)).toBe(RESTART_DELAY_MS_MAX);
});

test('a crash loop is given up and said; the next who asks starts it anew', async () => {
  const failing = new Set(Array.from({ length: RESTART_ATTEMPTS_MAX }, (_unused, index) => index + 2));
  const { supervisor, startCount, until } = rig({ failingStarts: failing });
  (await supervisor.ready()).die('x');
  await until(() => supervisor.status.phase === 'gave-up');
  expect(startCount()).toBe(1 + RESTART_ATTEMPTS_MAX);
  expect(supervisor.status.problem).toContain(`start ${1 + RESTART_ATTEMPTS_MAX} failed`);
  await supervisor.ready();
  expect(supervisor.status.phase).toBe('running');
});

test('deaths at once after each start count as a crash loop too', async () => {
  const { supervisor, things, until } = rig();
  await supervisor.ready();
  for (let round = 1; round <= RESTART_ATTEMPTS_MAX; round += 1) {
    things.at(-1)?.die('at once');
    await until(() => supervisor.current?.number === round + 1);
  }
  things.at(-1)?.die('at once');
  await until(() => supervisor.status.phase === 'gave-up');
  expect(things).toHaveLength(1 + RESTART_ATTEMPTS_MAX);
});

test('a long life forgives earlier deaths', async () => {
  const { supervisor, things, delays, until, advance } = rig();
  await supervisor.ready();
  for (let round = 1; round <= 2; round += 1) {
    things.at(-1)?.die('x');
    await until(() => supervisor.current?.number === round + 1);
  }
  advance(RESTART_HEALTHY_MS);
  things.at(-1)?.die('x');
  await until(() => supervisor.current?.number === 4);
  expect(delays).toEqual([restartDelayMs(1), restartDelayMs(2), restartDelayMs(1)]);
});

test('what was stopped is not started again by its death', async () => {
  const { supervisor, startCount } = rig();
  const thing = await supervisor.ready();
  await supervisor.stop();
  thing.die('asked to');
  await thing.exited;
  expect(thing.stopCount).toBe(1);
  expect(startCount()).toBe(1);
  await expect(supervisor.ready()).rejects.toMatchObject({ type: 'Local.Stopping' });
});

test('a restart that is asked for stops the old before it starts the new', async () => {
  const { supervisor } = rig();
  const old = await supervisor.ready();
  const fresh = await supervisor.restart();
  expect([old.stopCount, fresh.number]).toEqual([1, 2]);
  old.die('late news');
  await old.exited;
  expect(supervisor.current).toBe(fresh);
});
