import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseMetadata, problemText, type Metadata } from '../../src/shared/metadata.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function scriptsIn(folder: string): { readonly path: string; readonly source: string }[] {
  return readdirSync(`${root}/${folder}`)
    .filter((name) => name.endsWith('.sh'))
    .map((name) => ({ path: `${folder}/${name}`, source: readFileSync(`${root}/${folder}/${name}`, 'utf8') }));
}

function metadataOf(path: string, source: string): Metadata {
  const result = parseMetadata(source);
  if ('metadata' in result) return result.metadata;
  throw new Error(result.problems.map((problem) => problemText(path, problem)).join('\n'));
}

const passing = scriptsIn('examples/scenarios');
const failing = scriptsIn('examples/failing');
const predecessor = scriptsIn('test/fixtures/predecessor/scripts/tests/smoke/scenarios');

describe('the examples', () => {
  test('are at least twelve', () => {
    expect(passing.length).toBeGreaterThanOrEqual(12);
  });

  test.each([...passing, ...failing])('$path says its name, what it shows, and tags', ({ path, source }) => {
    const { fields } = metadataOf(path, source);
    expect(fields.name).toMatch(/\S/);
    expect(fields.description?.length).toBeGreaterThan(20);
    expect(fields.tags.length).toBeGreaterThan(0);
  });

  test.each([...passing, ...failing])('$path is strict bash and names no namespace', ({ source }) => {
    expect(source).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(source).toContain('\nset -euo pipefail\n');
    const named = [...source.matchAll(/(?:--namespace[ =]|(?:kubectl|helm) .*\s-n )([\w$"{}-]+)/g)].map(
      ([, name]) => name,
    );
    // kube-system is asked about, never touched.
    expect(named.filter((name) => name !== 'kube-system')).toEqual([]);
  });

  test('have names that tell them apart', () => {
    const names = passing.map(({ path, source }) => metadataOf(path, source).fields.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('that fail set their limits in metadata', () => {
    const fieldsOf = (name: string) => {
      const script = failing.find(({ path }) => basename(path) === name);
      return metadataOf(name, script?.source ?? '').fields;
    };
    expect(fieldsOf('times-out.sh').timeout).toBe(3_000);
    expect(fieldsOf('ignores-sigterm.sh').timeout).toBe(2_000);
    expect(fieldsOf('flaky.sh').retries).toBe(1);
  });
});

describe('the suite of the predecessor', () => {
  const keys =
    'name type description version component mode features chart preset estimated_time depends_on tags'.split(' ');

  test.each(predecessor)('$path has all twelve keys', ({ path, source }) => {
    const { values, fields } = metadataOf(path, source);
    expect(Object.keys(values)).toEqual(keys);
    expect(fields.estimated_time).toBe(300_000);
  });
});
