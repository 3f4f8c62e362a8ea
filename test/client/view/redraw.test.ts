import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Redraw } from '../../../src/client/view/redraw.ts';
import { CLOCK_TICK_MS, REDRAW_INTERVAL_MS } from '../../../src/shared/limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counted() {
  const drawnAt: number[] = [];
  const startedAtMs = Date.now();
  const redraw = new Redraw(() => drawnAt.push(Date.now() - startedAtMs), Date.now);
  return { drawnAt, redraw };
}

it('the first change is drawn at once, those that follow together', () => {
  const { drawnAt, redraw } = counted();
  for (let count = 0; count < 50; count += 1) redraw.request();
  vi.advanceTimersByTime(REDRAW_INTERVAL_MS);
  expect(drawnAt).toEqual([0, REDRAW_INTERVAL_MS]);
  redraw.close();
});

it('a key is drawn sooner than what was read', () => {
  const { drawnAt, redraw } = counted();
  redraw.request();
  redraw.request();
  redraw.request(true);
  vi.advanceTimersByTime(REDRAW_INTERVAL_MS / 2);
  expect(drawnAt).toHaveLength(2);
  redraw.close();
});

it('without changes it is drawn once a second, for its clocks, until it is closed', () => {
  const { drawnAt, redraw } = counted();
  redraw.request();
  vi.advanceTimersByTime(3 * CLOCK_TICK_MS);
  expect(drawnAt).toEqual([0, 1, 2, 3].map((second) => second * CLOCK_TICK_MS));
  redraw.close();
  redraw.request();
  vi.advanceTimersByTime(3 * CLOCK_TICK_MS);
  expect(drawnAt).toHaveLength(4);
});
