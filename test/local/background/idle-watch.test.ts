import { expect, test } from 'vitest';
import { IDLE_EXIT_MS } from '../../../src/shared/limits.ts';
import { IdleClock, watchIdle } from '../../../src/local/background/idle-watch.ts';
import { gate } from '../../support/gate.ts';

test('may leave only after the whole time without work', () => {
  const clock = new IdleClock();
  expect(clock.mayLeave(0)).toBe(false);
  clock.foundIdle(1_000);
  clock.foundIdle(2_000);
  expect(clock.idleSinceMs).toBe(1_000);
  expect(clock.mayLeave(1_000 + IDLE_EXIT_MS - 1)).toBe(false);
  expect(clock.mayLeave(1_000 + IDLE_EXIT_MS)).toBe(true);
});

test('a request or work in between begins the time anew', () => {
  const clock = new IdleClock();
  clock.foundIdle(0);
  clock.touched();
  expect(clock.idleSinceMs).toBeUndefined();
  clock.foundIdle(IDLE_EXIT_MS);
  expect(clock.mayLeave(IDLE_EXIT_MS)).toBe(false);
});

test('leaves at the first look after the time, once', async () => {
  const clock = new IdleClock();
  clock.foundIdle(Date.now() - IDLE_EXIT_MS);
  const left = gate();
  let looks = 0;
  const watch = watchIdle({
    clock,
    isBusy: async () => {
      looks += 1;
      return false;
    },
    onLeave: () => left.open(),
    intervalMs: 1,
  });
  await left.opened;
  watch.stop();
  expect(looks).toBe(1);
});

test('work that is found keeps it, however long nobody asked for anything', async () => {
  const clock = new IdleClock();
  clock.foundIdle(Date.now() - 2 * IDLE_EXIT_MS);
  const looked = gate();
  let looks = 0;
  const watch = watchIdle({
    clock,
    isBusy: async () => {
      looks += 1;
      if (looks === 3) looked.open();
      return true;
    },
    onLeave: () => {
      throw new Error('left with work');
    },
    intervalMs: 1,
  });
  await looked.opened;
  watch.stop();
  expect(clock.idleSinceMs).toBeUndefined();
});
