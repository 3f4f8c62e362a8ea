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
  const scenario = fc.record({
    path: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    estimatedMs: fc.option(fc.nat(3), { nil: undefined }),
    locks: fc.subarray(['gpu', 'disk']),
    dependsOn: fc.subarray(['a', 'c', 'h']),
  });
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

test('what a chain of dependencies takes counts for its beginning, so that it does not come last', () => {
  const order = inStartOrder([
    { path: 'long', estimatedMs: 5 },
    { path: 'first', estimatedMs: 1 },
    { path: 'second', estimatedMs: 2, dependsOn: ['first'] },
    { path: 'third', estimatedMs: 4, dependsOn: ['second'] },
    { path: 'elsewhere', estimatedMs: 3, dependsOn: ['not in this run'] },
  ]);
  expect(order.map(({ path }) => path)).toEqual(['first', 'second', 'long', 'third', 'elsewhere']);
});

test('what has to wait for a lock counts for who takes it first', () => {
  const order = inStartOrder([
    { path: 'alone', estimatedMs: 5 },
    { path: 'a', estimatedMs: 1, locks: ['gpu'] },
    { path: 'b', estimatedMs: 3, locks: ['gpu'] },
    { path: 'c', estimatedMs: 2, locks: ['gpu'] },
  ]);
  expect(order.map(({ path }) => path)).toEqual(['b', 'alone', 'c', 'a']);
});

test('without estimates, those for which most have to wait are the first', () => {
  const order = inStartOrder([
    { path: 'a' },
    { path: 'b', dependsOn: ['y'] },
    { path: 'x', locks: ['gpu'] },
    { path: 'y', dependsOn: ['z'] },
    { path: 'z' },
  ]);
  expect(order.map(({ path }) => path)).toEqual(['z', 'y', 'a', 'b', 'x']);
});

test('by name, estimates do not count', () => {
  const order = inStartOrder([{ path: 'b', estimatedMs: 9 }, { path: 'c', estimatedMs: 99 }, { path: 'a' }], 'name');
  expect(order.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
});
