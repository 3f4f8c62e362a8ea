import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inShards, type ShardSlice } from '../../src/shared/sharding.ts';
import type { Shardable } from '../../src/shared/sharding-groups.ts';
import { inStartOrder } from '../../src/shared/order.ts';

const plain = (count: number): Shardable[] =>
  Array.from({ length: count }, (_, n) => ({ path: `s${String(n).padStart(5, '0')}`, estimatedMs: count - n }));

const pathsOf = (slices: readonly ShardSlice<Shardable>[]) =>
  slices.map(({ scenarios }) => scenarios.map(({ path }) => path));

describe('inShards', () => {
  test('one part is no shard', () => {
    expect(inShards(plain(3), { sizeMax: 3 })).toEqual([]);
    expect(inShards(plain(200))).toEqual([]);
    expect(inShards(plain(201))).toHaveLength(2);
  });

  test('the first shard has the longest, and none is tiny', () => {
    const slices = inShards(plain(7), { sizeMax: 3 });
    expect(slices.map(({ scenarios }) => scenarios.map(({ estimatedMs }) => estimatedMs))).toEqual([
      [7, 6, 5],
      [4, 3],
      [2, 1],
    ]);
    expect(slices[0]?.plan).toEqual({ index: 0, scenarioCount: 3, estimatedMs: 18, unestimatedCount: 0 });
  });

  test('what shares a lock or depends on one another is in one shard', () => {
    const scenarios = [
      { path: 'a', locks: ['gpu'] },
      { path: 'b' },
      { path: 'c' },
      { path: 'd', locks: ['gpu'] },
      { path: 'e', dependsOn: ['d'] },
    ];
    expect(pathsOf(inShards(scenarios, { sizeMax: 3 }))).toEqual([
      ['a', 'd', 'e'],
      ['b', 'c'],
    ]);
  });

  test('what does not fit one shard is in several, one after the other, dependencies first', () => {
    const scenarios = [
      { path: 'a', dependsOn: ['e'] },
      { path: 'b', dependsOn: ['e'] },
      { path: 'c' },
      { path: 'd', dependsOn: ['e'] },
      { path: 'e' },
    ];
    const slices = inShards(scenarios, { sizeMax: 2 });
    expect(pathsOf(slices)).toEqual([['a', 'e'], ['b', 'd'], ['c']]);
    expect(slices[1]?.plan).toMatchObject({ after: [0], needs: ['e'] });
  });

  test('exclusive ones, and what depends on them, come after all others', () => {
    const scenarios = [
      { path: 'a', exclusive: true as const },
      { path: 'b', dependsOn: ['a'] },
      ...['c', 'd', 'e'].map((path) => ({ path })),
    ];
    const slices = inShards(scenarios, { sizeMax: 2 });
    expect(pathsOf(slices)).toEqual([['c', 'd'], ['e'], ['a', 'b']]);
    expect(slices.map(({ plan }) => plan.after)).toEqual([undefined, undefined, [0, 1]]);
  });

  test('long chains are side by side, and not one behind the other', () => {
    const scenarios = Array.from({ length: 18 }, (_, n) => ({ path: `s${n + 10}`, locks: [`lock${n % 3}`] }));
    const slices = inShards(scenarios, { sizeMax: 3 });
    expect(slices.map(({ plan }) => plan.after)).toEqual([undefined, undefined, undefined, [0], [1], [2]]);
  });

  test('10,000 scenarios take 50 shards and less than a second of CPU', () => {
    const scenarios = inStartOrder(
      plain(10_000).map((scenario, n) => ({
        ...scenario,
        ...(n % 3 === 0 ? { locks: [`lock${n % 100}`] } : {}),
        ...(n % 7 === 0 && n > 0 ? { dependsOn: [`s${String(n - 1).padStart(5, '0')}`] } : {}),
      })),
    );
    const before = process.cpuUsage();
    const slices = inShards(scenarios);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    expect(slices.length).toBeLessThanOrEqual(50);
    requireSound(scenarios, slices, 200);
  });

  test('under any locks and dependencies nothing is lost, torn apart or out of order', () => {
    fc.assert(
      fc.property(
        suite(),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        (given, sizeMax, countMax) => {
          const scenarios = inStartOrder(given);
          const slices = inShards(scenarios, { sizeMax, countMax });
          if (scenarios.length <= sizeMax) {
            expect(slices).toEqual([]);
            return;
          }
          requireSound(scenarios, slices, sizeMax);
          expect(slices.length).toBeLessThanOrEqual(Math.max(countMax, Math.ceil(scenarios.length / sizeMax)));
          if (given.some(({ locks, exclusive, dependsOn = [] }) => locks || exclusive || dependsOn.length > 0)) return;
          const sizes = slices.map(({ plan }) => plan.scenarioCount);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          expect(slices.flatMap((slice) => slice.scenarios)).toEqual(scenarios);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('with room for more shards, what fits one is not torn', () => {
    fc.assert(
      fc.property(suite(), fc.integer({ min: 2, max: 5 }), (given, sizeMax) => {
        const slices = inShards(inStartOrder(given), { sizeMax, countMax: 100 });
        const shardOf = new Map(
          slices.flatMap(({ plan, scenarios }) => scenarios.map(({ path }) => [path, plan.index])),
        );
        for (const lock of ['gpu', 'disk']) {
          const users = given.filter(({ locks = [] }) => locks.includes(lock));
          const alone = users.every(({ locks = [], path }) => locks.length === 1 && !isLinked(given, path));
          if (!alone || users.length > sizeMax) continue;
          expect(new Set(users.map(({ path }) => shardOf.get(path))).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

function isLinked(all: readonly Shardable[], path: string): boolean {
  return all.some(
    (each) =>
      (each.path === path && (each.dependsOn ?? []).length > 0) ||
      each.dependsOn?.includes(path) === true ||
      each.exclusive,
  );
}

function suite(): fc.Arbitrary<Shardable[]> {
  const one = fc.record(
    {
      estimatedMs: fc.nat(20),
      locks: fc.subarray(['gpu', 'disk'], { minLength: 1 }),
      exclusive: fc.constant(true as const),
      needs: fc.uniqueArray(fc.nat(20), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  return fc.array(one, { minLength: 1, maxLength: 20 }).map((all) =>
    all.map(({ needs = [], ...scenario }, n) => ({
      ...scenario,
      path: `s${n}`,
      dependsOn: needs.filter((need) => need < n).map((need) => `s${need}`),
    })),
  );
}

/** Every rule that a run relies on. */
function requireSound(all: readonly Shardable[], slices: readonly ShardSlice<Shardable>[], sizeMax: number): void {
  expect(pathsOf(slices).flat().toSorted()).toEqual(all.map(({ path }) => path).toSorted());
  const places = new Map(all.map(({ path }, place) => [path, place]));
  const shardOf = new Map(slices.flatMap(({ plan, scenarios }) => scenarios.map(({ path }) => [path, plan.index])));
  const isAfter = (later: number, earlier: number) => slices[later]?.plan.after?.includes(earlier) === true;
  const lastOf = new Map<string, Set<number>>();
  slices.forEach(({ plan, scenarios }, index) => {
    expect(plan.index).toBe(index);
    expect(plan.scenarioCount).toBe(scenarios.length);
    expect(scenarios.length).toBeGreaterThan(0);
    expect(scenarios.length).toBeLessThanOrEqual(sizeMax);
    expect(plan.after?.every((earlier) => earlier < index)).not.toBe(false);
    const order = scenarios.map(({ path }) => places.get(path) ?? 0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    const needs = new Set<string>();
    for (const { locks = [], exclusive, dependsOn = [] } of scenarios) {
      for (const lock of locks) lastOf.set(lock, (lastOf.get(lock) ?? new Set()).add(index));
      if (exclusive === true) expect(plan.after ?? []).toEqual(slices.slice(0, index).map((_, at) => at));
      if (exclusive === true)
        expect(slices.slice(index + 1).every((_, at) => isAfter(index + 1 + at, index))).toBe(true);
      for (const need of dependsOn) {
        if (shardOf.get(need) === index) continue;
        needs.add(need);
        expect(isAfter(index, shardOf.get(need) ?? -1)).toBe(true);
      }
    }
    expect([...(plan.needs ?? [])]).toEqual([...needs].toSorted());
  });
  for (const shards of lastOf.values()) {
    const [...indices] = shards;
    indices.forEach((later, at) =>
      indices.slice(0, at).forEach((earlier) => expect(isAfter(later, earlier)).toBe(true)),
    );
  }
}
