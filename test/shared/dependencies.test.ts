import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveDependencies, withinSelection, type Depending } from '../../src/shared/dependencies.ts';
import { cycleIn, inDependencyOrder } from '../../src/shared/dependency-order.ts';

const scripts: readonly Depending[] = [
  { path: 'smoke/setup.sh', name: 'prepare', dependsOn: [] },
  { path: 'load/a.sh', name: 'twice', dependsOn: [] },
  { path: 'smoke/a.sh', name: 'twice', dependsOn: [] },
];

function resolve(...dependsOn: string[]) {
  const user = { path: 'b.sh', dependsOn, at: { line: 3, column: 5 } };
  const { pathsOf, problems } = resolveDependencies([user], [...scripts, user]);
  return { paths: pathsOf.get('b.sh'), problems };
}

describe('a dependency', () => {
  test('is named by path, file name, stem, or by a name that only one script has', () => {
    const all = resolve('smoke/setup.sh', './load/a.sh', ' setup.sh', 'setup', 'prepare');
    expect(all).toEqual({ paths: ['smoke/setup.sh', 'load/a.sh'], problems: [] });
  });

  test('that is no script, or several, is a problem with its place and what may have been meant', () => {
    expect(resolve('setpu.sh', 'a.sh', 'twice').problems).toEqual([
      'b.sh:3:5: depends_on: there is no scenario "setpu.sh"; did you mean smoke/setup.sh?',
      'b.sh:3:5: depends_on: "a.sh" names 2 scenarios: load/a.sh, smoke/a.sh',
      'b.sh:3:5: depends_on: "twice" names 2 scenarios: load/a.sh, smoke/a.sh',
    ]);
  });

  test('on what was not selected is not waited for, and that is said once', () => {
    const pathsOf = new Map([
      ['a', ['x', 'b']],
      ['b', ['x']],
      ['unselected', ['y']],
    ]);
    expect(withinSelection(pathsOf, ['a', 'b'])).toEqual({
      pathsOf: new Map([['a', ['b']]]),
      notices: ['x is not part of this run: a, b start without waiting for it'],
    });
  });

  test('notices are bounded', () => {
    const pathsOf = new Map([['a', Array.from({ length: 30 }, (_, n) => `x${n}`)]]);
    const { notices } = withinSelection(pathsOf, ['a']);
    expect(notices).toHaveLength(20);
    expect(notices.at(-1)).toBe('11 more scenarios on which others depend are not part of this run');
  });
});

describe('the order of dependencies', () => {
  test('a circle is shown with its first member at the end, also of one', () => {
    const on = (path: string, ...dependsOn: string[]) => ({ path, dependsOn });
    expect(cycleIn([on('z', 'a'), on('a', 'b'), on('b', 'c'), on('c', 'a')])).toEqual(['a', 'b', 'c', 'a']);
    expect(cycleIn([on('a', 'a')])).toEqual(['a', 'a']);
    expect(cycleIn([on('a', 'b', 'c'), on('b', 'c'), on('c')])).toBeUndefined();
  });

  test('what is depended on comes first, and nothing else is moved', () => {
    const scenario = fc.record({ needs: fc.uniqueArray(fc.nat(15), { maxLength: 3 }), at: fc.nat() });
    fc.assert(
      fc.property(fc.array(scenario, { maxLength: 15 }), (all) => {
        const given = all
          .map(({ needs, at }, n) => ({ at, path: `${n}`, dependsOn: needs.filter((need) => need < n).map(String) }))
          .toSorted((a, b) => a.at - b.at);
        const ordered = inDependencyOrder(given);
        expect(cycleIn(given)).toBeUndefined();
        expect(ordered.toSorted((a, b) => a.at - b.at)).toEqual(given);
        const places = new Map(ordered.map(({ path }, place) => [path, place]));
        for (const { path, dependsOn } of ordered) {
          for (const need of dependsOn) expect(places.get(need)).toBeLessThan(places.get(path) ?? -1);
        }
        if (given.every(({ dependsOn }) => dependsOn.length === 0)) expect(ordered).toEqual(given);
      }),
    );
  });

  test('any graph ends, and has a circle exactly when no order satisfies it', () => {
    const edges = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const all = Array.from({ length: 7 }, (_, n) => ({
          path: `${n}`,
          dependsOn: pairs.filter(([from]) => from === n).map(([, to]) => `${to}`),
        }));
        const ordered = inDependencyOrder(all).map(({ path }) => path);
        expect(ordered.toSorted()).toEqual(all.map(({ path }) => path));
        const isSatisfied = all.every(({ path, dependsOn }) =>
          dependsOn.every((need) => ordered.indexOf(need) < ordered.indexOf(path)),
        );
        const cycle = cycleIn(all);
        expect(cycle === undefined).toBe(isSatisfied);
        cycle?.slice(1).forEach((need, at) => {
          expect(all.find(({ path }) => path === cycle[at])?.dependsOn).toContain(need);
        });
      }),
    );
  });

  test('a chain as long as the largest run is no deeper than a short one', () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => ({ path: `${n}`, dependsOn: [`${n + 1}`] }));
    expect(inDependencyOrder(chain)[0]?.path).toBe('9999');
    expect(cycleIn(chain)).toBeUndefined();
  });
});
