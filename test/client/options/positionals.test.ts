import { expect, it } from 'vitest';
import { patternOf, splitPositionals } from '../../../src/client/options/positionals.ts';

const directories = new Set(['suite', 'suite/net']);
const isDirectory = (path: string) => directories.has(path);

it('a first positional that is a directory is the scenarios directory, the rest are patterns', () => {
  expect(splitPositionals(['suite', 'smoke', 'suite/net'], false, isDirectory)).toEqual({
    scenariosDir: 'suite',
    patterns: ['smoke', 'suite/net'],
  });
});

it('a first positional that is no directory is a pattern like the others', () => {
  expect(splitPositionals(['smoke', 'suite'], false, isDirectory)).toEqual({ patterns: ['smoke', 'suite'] });
  expect(splitPositionals([], false, isDirectory)).toEqual({ patterns: [] });
});

it('--scenarios-dir says which directory it is, so that a directory after it narrows the selection', () => {
  expect(splitPositionals(['suite'], true, isDirectory)).toEqual({ patterns: ['suite'] });
});

it.each([
  ['suite/net/a.sh', 'net/a.sh', 'a path as the shell completes it'],
  ['/repo/suite/net/a.sh', 'net/a.sh', 'an absolute path'],
  ['net/a.sh', 'net/a.sh', 'a path inside the scenarios directory'],
  ['**/a.sh', '**/a.sh', 'a glob'],
  ['a', 'a', 'a name'],
  ['other/b.sh', 'other/b.sh', 'a file elsewhere'],
  ['suite', 'suite', 'the directory itself'],
])('%s is the pattern %s: %s', (positional, expected) => {
  const files = new Set(['/repo/suite', '/repo/suite/net/a.sh', '/repo/other/b.sh']);
  expect(patternOf(positional, '/repo/suite', '/repo', (path) => files.has(path))).toBe(expected);
});

it('what exists under that very name inside the scenarios directory is meant first', () => {
  const exists = () => true;
  expect(patternOf('suite/a.sh', '/repo/suite', '/repo', exists)).toBe('suite/a.sh');
});
