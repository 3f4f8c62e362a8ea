import { expect, test } from 'vitest';
import { untilNothingLeft } from './leftovers.ts';

test('what goes within its time is not left, and how long it took is told', async () => {
  const looks = [['a', 'b'], ['b'], []];
  const { first, last, waitedMs } = await untilNothingLeft(() => looks.shift() ?? [], 10_000);
  expect({ first, last }).toEqual({ first: ['a', 'b'], last: [] });
  expect(waitedMs).toBeGreaterThan(0);
});

test('what stays is left when the time is up', async () => {
  expect(await untilNothingLeft(() => ['a'], 1)).toMatchObject({ first: ['a'], last: ['a'] });
});

test('a look that fails has seen nothing yet, and is no proof', async () => {
  const looks = [() => Promise.reject(new Error('away')), () => Promise.resolve(['a']), () => Promise.resolve([])];
  const { first, last } = await untilNothingLeft(() => looks.shift()?.() ?? [], 10_000);
  expect({ first, last }).toEqual({ first: ['a'], last: [] });
  const { last: unseen } = await untilNothingLeft(() => Promise.reject(new Error('away')), 1);
  expect(unseen).toHaveLength(1);
});
