import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resultNamesOf } from '../../src/shared/result-names.ts';

function names(...paths: string[]): string[] {
  const byPath = resultNamesOf(paths);
  return paths.map((path) => byPath.get(path) ?? '');
}

describe('resultNamesOf', () => {
  test('is the stem where that is unique', () => {
    expect(names('a/smoke.sh', 'b/load.test.sh')).toEqual(['smoke', 'load.test']);
  });

  test('is the path where stems collide, also by letter case alone', () => {
    expect(names('a/smoke.sh', 'b/Smoke.sh')).toEqual(['a__smoke', 'b__Smoke']);
  });

  test('avoids the names of reports and hidden files', () => {
    const [aggregated, junit, hidden] = names('aggregated.sh', 'x/junit.sh', '.hidden.sh');
    expect(aggregated).toMatch(/^aggregated-[a-z2-7]{13}$/);
    expect(junit).toBe('x__junit');
    expect(hidden).toBe('_hidden');
  });

  test('a file that is called like another one’s path gets along with it', () => {
    expect(new Set(names('a/b.sh', 'c/b.sh', 'a__b.sh')).size).toBe(3);
  });

  const segment = fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      'b',
      'a__b',
      '.a',
      'junit',
      'REPORT',
      'ä',
      'a\u0308',
      'ﬁ',
      'fi',
      'x'.repeat(250),
      '\n',
      'a:b',
    ),
    fc.string({ minLength: 1, maxLength: 6 }).map((text) => text.replaceAll('/', '') || 'x'),
  );
  const path = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('.sh', '', '.test.sh'))
    .map(([segments, extension]) => segments.join('/') + extension);
  const paths = fc.uniqueArray(path, { maxLength: 20 });

  test('names differ for different paths even where letter case and composition do not count', () => {
    fc.assert(
      fc.property(paths, (given) => {
        const folded = [...resultNamesOf(given).values()].map((name) => name.normalize('NFD').toLowerCase());
        expect(new Set(folded).size).toBe(given.length);
      }),
    );
  });

  test('names are legal file names', () => {
    fc.assert(
      fc.property(paths, (given) => {
        for (const name of resultNamesOf(given).values()) {
          // oxlint-disable-next-line no-control-regex -- what is looked for
          expect(name).toMatch(/^[^./\u0000-\u001f][^/\u0000-\u001f]*$/u);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
          expect(['aggregated', 'junit', 'report']).not.toContain(name.toLowerCase());
        }
      }),
    );
  });

  test('names do not depend on the order of the paths', () => {
    fc.assert(
      fc.property(paths, (given) => {
        expect(resultNamesOf(given.toReversed())).toEqual(resultNamesOf(given));
      }),
    );
  });
});
