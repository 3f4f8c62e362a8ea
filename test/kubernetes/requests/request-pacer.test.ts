import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KubernetesError } from '../../../src/kubernetes/index.ts';
import { RequestPacer, type Lane } from '../../../src/kubernetes/requests/request-pacer.ts';
import {
  AWAY_RETRY_MS_MAX,
  AWAY_RETRY_MS_MIN,
  REQUESTS_BURST,
  REQUESTS_PER_SECOND,
  REQUESTS_WAITING_MAX,
} from '../../../src/shared/limits.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const never = () => new AbortController().signal;

/** Asks, and answers at once whatever is let go. */
function ask(pacer: RequestPacer, lane: Lane, count: number, onGo: (lane: Lane) => void): void {
  for (let index = 0; index < count; index += 1) {
    void pacer.admit(lane, never()).then(() => {
      onGo(lane);
      pacer.answered();
      pacer.settled();
    });
  }
}

const away = new KubernetesError({
  type: 'Cluster.Unavailable',
  retryable: true,
  outcome: 'not-applied',
  reason: 'ECONNREFUSED',
  message: 'nobody there',
});

describe('rate', () => {
  test('a burst goes at once, the rest at the rate', async () => {
    const pacer = new RequestPacer();
    let gone = 0;
    ask(pacer, 'other', REQUESTS_BURST + REQUESTS_PER_SECOND, () => (gone += 1));
    await vi.advanceTimersByTimeAsync(0);
    expect(gone).toBe(REQUESTS_BURST);
    await vi.advanceTimersByTimeAsync(500);
    expect(gone).toBeGreaterThanOrEqual(REQUESTS_BURST + REQUESTS_PER_SECOND / 2 - 2);
    expect(gone).toBeLessThanOrEqual(REQUESTS_BURST + REQUESTS_PER_SECOND / 2 + 2);
    await vi.advanceTimersByTimeAsync(600);
    expect(gone).toBe(REQUESTS_BURST + REQUESTS_PER_SECOND);
  });

  test('never more than the bucket and its refill, and none is forgotten, whoever asks when', async () => {
    const step = fc.record({ waitMs: fc.integer({ min: 0, max: 400 }), count: fc.integer({ min: 0, max: 150 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const pacer = new RequestPacer();
        const startMs = performance.now();
        let asked = 0;
        let gone = 0;
        for (const { waitMs, count } of steps) {
          asked += count;
          ask(pacer, 'other', count, () => (gone += 1));
          await vi.advanceTimersByTimeAsync(waitMs);
          expect(gone).toBeLessThanOrEqual(
            REQUESTS_BURST + ((performance.now() - startMs) / 1_000) * REQUESTS_PER_SECOND + 1,
          );
        }
        await vi.advanceTimersByTimeAsync(60_000);
        expect(gone).toBe(asked);
      }),
      { numRuns: 30 },
    );
  });

  test('deletions are not behind the creates that came before them, nor creates behind deletions', async () => {
    const pacer = new RequestPacer();
    ask(pacer, 'other', REQUESTS_BURST, () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    const order: Lane[] = [];
    ask(pacer, 'other', 500, (lane) => order.push(lane));
    ask(pacer, 'deletion', 50, (lane) => order.push(lane));
    await vi.advanceTimersByTimeAsync(510);
    const first = order.slice(0, 100);
    expect(first.filter((lane) => lane === 'deletion').length).toBeGreaterThanOrEqual(49);
    expect(first.filter((lane) => lane === 'other').length).toBeGreaterThanOrEqual(49);
  });

  test('who gives up leaves the queue with his own reason; the queue is bounded', async () => {
    const pacer = new RequestPacer();
    ask(pacer, 'other', REQUESTS_BURST, () => undefined);
    const controller = new AbortController();
    const waiting = pacer.admit('other', controller.signal);
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(pacer.admit('other', controller.signal)).rejects.toBe(reason);
    for (let index = 0; index < REQUESTS_WAITING_MAX; index += 1) void pacer.admit('other', never());
    await expect(pacer.admit('deletion', never())).rejects.toMatchObject({
      reason: 'TOO_MANY_WAITING',
      retryable: true,
    });
    pacer.close();
  });
});

test('Retry-After of one answer holds for all requests of the connection, and not for ever', async () => {
  const pacer = new RequestPacer();
  pacer.answered(4_000);
  let gone = 0;
  ask(pacer, 'other', 3, () => (gone += 1));
  ask(pacer, 'deletion', 3, () => (gone += 1));
  await vi.advanceTimersByTimeAsync(3_990);
  expect(gone).toBe(0);
  await vi.advanceTimersByTimeAsync(20);
  expect(gone).toBe(6);
  pacer.answered(3_600_000);
  ask(pacer, 'other', 1, () => (gone += 1));
  await vi.advanceTimersByTimeAsync(60_010);
  expect(gone).toBe(7);
});

describe('while nobody can be reached', () => {
  test('one attempt fails for all who wait, and attempts grow rare', async () => {
    const pacer = new RequestPacer();
    const attemptsMs: number[] = [];
    let refused = 0;
    // Many who ask again as soon as they are refused.
    const insist = async (): Promise<void> => {
      for (;;) {
        try {
          await pacer.admit('other', never());
          attemptsMs.push(performance.now());
          pacer.unreachable(away);
          pacer.settled();
        } catch (error) {
          expect(error).toBe(away);
          refused += 1;
        }
      }
    };
    pacer.unreachable(away);
    for (let index = 0; index < 50; index += 1) void insist();
    const startMs = performance.now();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(attemptsMs.length).toBeLessThanOrEqual(20_000 / AWAY_RETRY_MS_MAX + 6);
    expect((attemptsMs[0] ?? 0) - startMs).toBeGreaterThanOrEqual(AWAY_RETRY_MS_MIN - 1);
    expect(refused).toBeGreaterThan(attemptsMs.length);
    pacer.close();
  });

  test('the first answer lets all go', async () => {
    const pacer = new RequestPacer();
    pacer.unreachable(away);
    let gone = 0;
    ask(pacer, 'other', 20, () => (gone += 1));
    await vi.advanceTimersByTimeAsync(AWAY_RETRY_MS_MIN + 5);
    expect(gone).toBe(20);
  });

  test('an attempt that is given up leaves the next one its turn', async () => {
    const pacer = new RequestPacer();
    pacer.unreachable(away);
    const first = pacer.admit('other', never());
    const second = pacer.admit('other', never());
    await vi.advanceTimersByTimeAsync(AWAY_RETRY_MS_MIN + 5);
    await first;
    pacer.settled();
    await expect(second).resolves.toBeUndefined();
  });
});
