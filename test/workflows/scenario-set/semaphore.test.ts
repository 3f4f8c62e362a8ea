import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SlotSemaphore } from '../../../src/workflows/scenario-set/semaphore.ts';

/** Lets every promise that can settle do so. */
const tick = async () => await new Promise<void>((resolve) => setImmediate(resolve));

describe('slots', () => {
  test('are handed to waiters in the order in which they came', async () => {
    const slots = new SlotSemaphore(1);
    const order: number[] = [];
    await slots.acquire();
    const waiting = [1, 2, 3].map(async (id) => {
      await slots.acquire();
      order.push(id);
      slots.release();
    });
    slots.release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  test('that are released go to a waiter, not to one who comes in between', async () => {
    const slots = new SlotSemaphore(1);
    await slots.acquire();
    let granted = '';
    void slots.acquire().then(() => (granted += 'waiter '));
    slots.release();
    void slots.acquire().then(() => (granted += 'newcomer '));
    await tick();
    expect(granted).toBe('waiter ');
  });

  test('are never more than the limit, under any sequence of acquire, release, scale and pause', async () => {
    const step = fc.oneof(
      fc.constant({ kind: 'acquire' as const }),
      fc.constant({ kind: 'release' as const }),
      fc.record({ kind: fc.constant('scale' as const), to: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('pause' as const), to: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 60 }), async (limit, steps) => {
        const slots = new SlotSemaphore(limit);
        let held = 0;
        for (const each of steps) {
          const before = held;
          if (each.kind === 'acquire') void slots.acquire().then(() => (held += 1));
          if (each.kind === 'release' && held > 0) {
            held -= 1;
            slots.release();
          }
          if (each.kind === 'scale') slots.setLimit(each.to);
          if (each.kind === 'pause') slots.setPaused(each.to);
          await tick();
          expect(slots.inUse).toBe(held);
          // A lowered limit takes nothing away, but it lets nothing new in either.
          expect(held).toBeLessThanOrEqual(Math.max(before, slots.limit));
          if (slots.waiting > 0 && !slots.paused) expect(held).toBeGreaterThanOrEqual(slots.limit);
        }
      }),
    );
  });

  test('of a closed semaphore are refused to those who wait and to those who come', async () => {
    const slots = new SlotSemaphore(1);
    await slots.acquire();
    const waiting = slots.acquire();
    slots.close();
    expect(await waiting).toBe('closed');
    expect(await slots.acquire()).toBe('closed');
  });

  test('cannot be released twice', async () => {
    const slots = new SlotSemaphore(1);
    await slots.acquire();
    slots.release();
    expect(() => slots.release()).toThrow('released twice');
  });
});
