import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePaths, inStartOrder } from '../../src/shared/order.ts';

test('paths are ordered by the bytes of their UTF-8, like sort under LC_ALL=C', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(comparePaths(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('the longest estimate starts first, the others follow in path order', () => {
  const order = inStartOrder([
    { path: 'b' },
    { path: 'c', estimatedMs: 1 },
    { path: 'a' },
    { path: 'd', estimatedMs: 9 },
  ]);
  expect(order.map(({ path }) => path)).toEqual(['d', 'c', 'a', 'b']);
});

test('the order does not depend on the order given', () => {
  const scenario = fc.record({ path: fc.string(), estimatedMs: fc.option(fc.nat(3), { nil: undefined }) });
  fc.assert(
    fc.property(fc.uniqueArray(scenario, { selector: ({ path }) => path }), (scenarios) => {
      expect(inStartOrder(scenarios.toReversed())).toEqual(inStartOrder(scenarios));
    }),
  );
});
