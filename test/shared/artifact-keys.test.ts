import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactEntryOf, artifactKeys, artifactsPrefixOf, logPartKey } from '../../src/shared/artifact-keys.ts';
import { ARTIFACT_KEY_LENGTH_MAX } from '../../src/shared/limits.ts';
import { resultNamesOf } from '../../src/shared/result-names.ts';

const id = '3c1b0d2e-0000-4000-8000-00000000000a';
const prefix = artifactsPrefixOf(id, 'muster-nightly', id);
const keys = artifactKeys(prefix);

/** Names that result files get, of paths with anything in them. */
const resultNames = fc
  .uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 250 }), { minLength: 1, maxLength: 4 })
  .map((paths) => [...resultNamesOf(paths).values()]);

describe('keys of a run in the artifact store', () => {
  test('hold no character but letters, digits, . _ - and /, no part that file systems refuse, and are short', () => {
    fc.assert(
      fc.property(resultNames, fc.integer({ min: 1, max: 99 }), (names, attempt) => {
        for (const name of names) {
          for (const key of [
            keys.record(name),
            keys.diagnostics(name, attempt),
            logPartKey(keys.log(name, attempt), 1),
          ]) {
            expect(key).toMatch(/^[A-Za-z0-9._/-]+$/);
            expect(key).not.toContain('..');
            expect(key.length).toBeLessThanOrEqual(ARTIFACT_KEY_LENGTH_MAX);
            for (const part of key.split('/')) {
              expect(part).toMatch(/^[^.]/);
              expect(part.length).toBeLessThan(200);
            }
          }
        }
      }),
    );
  });

  test('say what lies under them, and no two names have the same', () => {
    fc.assert(
      fc.property(resultNames, fc.integer({ min: 1, max: 99 }), (names, attempt) => {
        for (const resultName of names) {
          expect(artifactEntryOf(prefix, keys.record(resultName))).toEqual({ kind: 'record', resultName });
          const diagnostics = artifactEntryOf(prefix, keys.diagnostics(resultName, attempt));
          expect(diagnostics).toEqual({ kind: 'diagnostics', resultName, attempt });
          const part = artifactEntryOf(prefix, logPartKey(keys.log(resultName, attempt), 12));
          expect(part).toEqual({ kind: 'log', resultName, attempt, part: 12 });
        }
      }),
    );
    expect(artifactEntryOf(prefix, keys.plan)).toEqual({ kind: 'plan' });
    expect(artifactEntryOf(prefix, keys.shard(7))).toEqual({ kind: 'shard', index: 7 });
    expect(artifactEntryOf(prefix, keys.report('run.json'))).toEqual({ kind: 'report', file: 'run.json' });
  });

  test('of somebody else lead to no file outside of a directory', () => {
    const hostile = [
      'records/_2E_2E_2Fetc_2Fpasswd.json',
      'records/..%2f.json',
      'records/_00.json',
      'logs/_2Fetc_2Fpasswd.1/000001',
      'logs/.1/000001',
      'reports/_2Emuster',
      'reports/a/b',
      'shards/x.json',
      'diagnostics/a.json',
      'other/a.json',
    ];
    for (const key of hostile) expect(artifactEntryOf(prefix, `${prefix}/${key}`), key).toBeUndefined();
    expect(artifactEntryOf(prefix, 'runs/other/records/a.json')).toBeUndefined();
  });

  test('sort the parts of a log by their numbers', () => {
    const parts = [1, 2, 10, 99, 100, 1_000, 99_999].map((part) => logPartKey(keys.log('a', 1), part));
    expect(parts.toSorted()).toEqual(parts);
  });
});
