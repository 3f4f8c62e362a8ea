import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesGlob } from '../../src/shared/glob.ts';
import { selectionSchema } from '../../src/shared/run-input.ts';
import { selectorOf, shardOf } from '../../src/shared/selection.ts';

function selector(given: Parameters<typeof selectionSchema.parse>[0]) {
  const result = selectorOf(selectionSchema.parse(given));
  if (!('selector' in result)) throw new Error(result.problems.join('\n'));
  return result.selector;
}

describe('patterns', () => {
  test.each([
    ['suite/a.sh', 'suite/a.sh', true],
    ['./suite/a.sh', 'suite/a.sh', true],
    ['a', 'suite/a.sh', true],
    ['a.sh', 'suite/a.sh', true],
    ['suite', 'suite/deep/a.sh', true],
    ['suite/', 'suite/deep/a.sh', true],
    ['sui', 'suite/a.sh', false],
    ['*.sh', 'suite/a.sh', true],
    ['smoke-*', 'suite/smoke-a.sh', true],
    ['suite/*.sh', 'suite/deep/a.sh', false],
    ['suite/**', 'suite/deep/a.sh', true],
    ['**/a.sh', 'a.sh', true],
    ['suite/?.sh', 'suite/a.sh', true],
    ['suite/?.sh', 'suite/ab.sh', false],
    ['a+b.sh', 'a+b.sh', true],
    ['a.b.sh', 'aXb.sh', false],
    ['.', 'any/thing.sh', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(selector({ patterns: [pattern] }).matchesPath(path)).toBe(expected);
  });

  test('any one of several suffices, and none given means all', () => {
    expect(selector({ patterns: ['a', 'b'] }).matchesPath('x/b.sh')).toBe(true);
    expect(selector({}).matchesPath('x/b.sh')).toBe(true);
  });

  test('of thousands each says what it would say alone', () => {
    const word = fc.constantFrom('', '.', 'a', 'b.sh', 'b', 'a/b.sh', 'a/c', 'a*', '**/b', '?', 'a/*.sh', 'c/a');
    const path = fc.constantFrom('a', 'b.sh', 'a/b.sh', 'a/c/b.sh', 'c/a.sh', 'a*', 'x/a*/y.sh', 'c/a/d.sh');
    const matcher = (patterns: readonly string[]) => {
      const made = selectorOf(selectionSchema.parse({ patterns: patterns.filter((pattern) => pattern !== '') }));
      if ('problems' in made) throw new Error(made.problems.join());
      return made.selector;
    };
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1 }), fc.uniqueArray(path), (patterns, paths) => {
        const given = patterns.filter((pattern) => pattern !== '');
        fc.pre(given.length > 0);
        const together = matcher(given);
        const alone = given.map((pattern) => matcher([pattern]));
        for (const each of paths) {
          expect(together.matchesPath(each)).toBe(alone.some((one) => one.matchesPath(each)));
          expect(together.names(each)).toBe(alone.some((one) => one.names(each)));
        }
        const unmatched = given.filter((_, at) => !paths.some((each) => alone[at]?.matchesPath(each)));
        expect(together.unmatchedPatterns(paths)).toEqual(unmatched);
      }),
    );
  });

  test('each that matches no path is told, also beside one that does', () => {
    const { unmatchedPatterns } = selector({ patterns: ['a', 'nope', '*.txt', '.'] });
    expect(unmatchedPatterns(['x/a.sh'])).toEqual(['nope', '*.txt']);
    expect(selector({}).unmatchedPatterns(['x/a.sh'])).toEqual([]);
  });

  test('only a name or a path names a file, neither a glob nor a directory does', () => {
    expect(selector({ patterns: ['tool'] }).names('bin/tool')).toBe(true);
    expect(selector({ patterns: ['bin', 'bin/*'] }).names('bin/tool')).toBe(false);
  });
});

describe('exact paths', () => {
  test('nothing else matches, and with a pattern both must hold', () => {
    const exact = selector({ paths: ['x/a.sh', 'tool'] });
    expect(['x/a.sh', 'y/a.sh', 'x/a', 'tool'].map(exact.matchesPath)).toEqual([true, false, false, true]);
    expect(selector({ paths: ['x/a.sh'], patterns: ['y'] }).matchesPath('x/a.sh')).toBe(false);
    expect(selector({ paths: [] }).matchesPath('x/a.sh')).toBe(false);
  });

  test('a path names its file, so that one without .sh is found again', () => {
    expect(selector({ paths: ['bin/tool'] }).names('bin/tool')).toBe(true);
    expect(selector({ paths: ['bin/tool'] }).names('other/tool')).toBe(false);
  });
});

describe('shards', () => {
  const scenarios = fc.uniqueArray(fc.string({ maxLength: 8 }), { maxLength: 200 });
  const counts = fc.integer({ min: 1, max: 50 });
  const shardsOf = (paths: readonly string[], count: number) =>
    Array.from({ length: count }, (_, n) =>
      shardOf(
        paths.map((path) => ({ path })),
        { index: n + 1, count },
      ).map(({ path }) => path),
    );

  test('have nothing in common and leave nothing out, for any number of them', () => {
    fc.assert(
      fc.property(scenarios, counts, (paths, count) => {
        expect(shardsOf(paths, count).flat().toSorted()).toEqual(paths.toSorted());
      }),
    );
  });

  test('differ in size by one at most', () => {
    fc.assert(
      fc.property(scenarios, counts, (paths, count) => {
        const sizes = shardsOf(paths, count).map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are the same on every machine, whatever order the scenarios were found in', () => {
    fc.assert(
      fc.property(scenarios, counts, (paths, count) => {
        expect(shardsOf(paths.toReversed(), count)).toEqual(shardsOf(paths, count));
      }),
    );
  });

  test('take turns in path order, so that neighbours, which take about as long, are shared out', () => {
    expect(shardsOf(['d', 'b', 'a', 'c', 'e'], 2)).toEqual([
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
  });
});

describe('metadata', () => {
  const values = { tags: ['smoke', 'gpu'], component: 'airflow', features: ['iceberg'] };

  test('all tags must be carried', () => {
    expect(selector({ tags: ['smoke', 'gpu'] }).matchesMetadata(values)).toBe(true);
    expect(selector({ tags: ['smoke', 'slow'] }).matchesMetadata(values)).toBe(false);
  });

  test('a label equals a text or is in a list; inherited properties are no metadata', () => {
    expect(selector({ labels: { component: 'airflow', features: 'iceberg' } }).matchesMetadata(values)).toBe(true);
    expect(selector({ labels: { component: 'air' } }).matchesMetadata(values)).toBe(false);
    expect(selector({ labels: { toString: 'x' } }).matchesMetadata(values)).toBe(false);
  });
});

describe('regular expressions', () => {
  test('grep must match the path and grepInvert must not', () => {
    const { matchesPath } = selector({ grep: '^suite/', grepInvert: 'slow' });
    expect(['suite/a.sh', 'suite/slow.sh', 'a.sh'].map(matchesPath)).toEqual([true, false, false]);
  });

  test('what is not a regular expression is a sentence of bounded length', () => {
    const result = selectorOf(selectionSchema.parse({ grep: `(${'x'.repeat(500)}`, grepInvert: 'y'.repeat(2_000) }));
    expect('problems' in result && result.problems).toHaveLength(2);
    for (const problem of 'problems' in result ? result.problems : []) expect(problem.length).toBeLessThan(200);
  });
});

describe('matchesGlob', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '?'), maxLength: 10 });

  test('agrees with the equivalent regular expression', () => {
    fc.assert(
      fc.property(pattern, text, (glob, path) => {
        expect(matchesGlob(glob, path)).toBe(referenceOf(glob).test(`/${path}`));
      }),
      { numRuns: 2_000 },
    );
  });

  test('many stars do not take exponential time', () => {
    expect(matchesGlob('a*'.repeat(200), `${'a'.repeat(4_000)}b/`)).toBe(false);
  });

  /** Every segment with the `/` before it, so that `**` can stand for no segment. */
  function referenceOf(glob: string): RegExp {
    const parts = glob.split('/').map((part) => {
      if (part === '**') return '(?:/[^/]*)*';
      return `/${part.replaceAll('.', '\\.').replaceAll('?', '[^/]').replaceAll(/\*+/g, '[^/]*')}`;
    });
    return new RegExp(`^${parts.join('')}$`);
  }
});
