import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Wish } from '../../../src/client/follow/wish.ts';
import { WISH_SETTLE_MS } from '../../../src/shared/limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('many quick presses are one request for the last of them', async () => {
  const sent: number[] = [];
  const wish = new Wish<number>((value) => Promise.resolve(void sent.push(value)));
  for (const value of [5, 6, 7, 8]) wish.make(value);
  expect(wish.isSettled).toBe(false);
  await vi.advanceTimersByTimeAsync(WISH_SETTLE_MS);
  expect([sent, wish.isSettled]).toEqual([[8], true]);
});

it('what is wished for while one is on its way follows it, and only the newest', async () => {
  const sent: number[] = [];
  let answer: () => void = () => undefined;
  const wish = new Wish<number>((value) => {
    sent.push(value);
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  wish.make(5);
  await vi.advanceTimersByTimeAsync(WISH_SETTLE_MS);
  wish.make(6);
  await vi.advanceTimersByTimeAsync(WISH_SETTLE_MS);
  wish.make(7);
  await vi.advanceTimersByTimeAsync(WISH_SETTLE_MS);
  expect(sent).toEqual([5]);
  answer();
  await vi.advanceTimersByTimeAsync(WISH_SETTLE_MS);
  expect(sent).toEqual([5, 7]);
  answer();
  await vi.advanceTimersByTimeAsync(WISH_SETTLE_MS);
  expect([sent, wish.isSettled]).toEqual([[5, 7], true]);
});

it('a wish that is not on its way when the view closes is not sent', async () => {
  const sent: number[] = [];
  const wish = new Wish<number>((value) => Promise.resolve(void sent.push(value)));
  wish.make(5);
  wish.close();
  wish.make(6);
  await vi.advanceTimersByTimeAsync(2 * WISH_SETTLE_MS);
  expect(sent).toEqual([]);
});
