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
    fc.property(
      fc.uniqueArray(scenario, { selector: ({ path }) => path }),
      fc.constantFrom('longest' as const, 'name' as const),
      (scenarios, order) => {
        expect(inStartOrder(scenarios.toReversed(), order)).toEqual(inStartOrder(scenarios, order));
      },
    ),
  );
});

test('by name, estimates do not count', () => {
  const order = inStartOrder([{ path: 'b', estimatedMs: 9 }, { path: 'c', estimatedMs: 99 }, { path: 'a' }], 'name');
  expect(order.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
});
