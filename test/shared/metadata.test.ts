import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMetadata, problemText } from '../../src/shared/metadata.ts';

function script(...yaml: string[]): string {
  return ['#!/usr/bin/env bash', '# @meta', ...yaml.map((line) => `# ${line}`), '# @endmeta', 'echo hi'].join('\n');
}

function metadataOf(source: string) {
  const result = parseMetadata(source);
  if (!('metadata' in result))
    throw new Error(result.problems.map((problem) => problemText('a.sh', problem)).join('\n'));
  return result.metadata;
}

function problemsOf(source: string): string[] {
  const result = parseMetadata(source);
  return 'problems' in result ? result.problems.map((problem) => problemText('a.sh', problem)) : [];
}

describe('parseMetadata', () => {
  test('reads the block that existing suites carry', () => {
    const { fields } = metadataOf(
      script(
        'name: "airflow-connect"',
        'type: e2e',
        'version: "3.5.7"',
        'features: [gpu, iceberg]',
        'chart: charts/spark',
        'estimated_time: "5 min"',
        'depends_on: []',
        'tags: [smoke, airflow]',
      ),
    );
    expect(fields).toMatchObject({
      name: 'airflow-connect',
      version: '3.5.7',
      features: ['gpu', 'iceberg'],
      estimated_time: 300_000,
      depends_on: [],
      tags: ['smoke', 'airflow'],
    });
  });

  test('reads our own keys', () => {
    const { fields } = metadataOf(
      script('timeout: 1h30m', 'retries: 2', 'access: namespace', 'skip_exit_codes: [77, 78]', 'env: { LEVEL: debug }'),
    );
    expect(fields).toMatchObject({
      timeout: 5_400_000,
      retries: 2,
      access: 'namespace',
      skip_exit_codes: [77, 78],
      env: { LEVEL: 'debug' },
    });
  });

  test('locks are trimmed, sorted and each there once; exclusive is true or false', () => {
    const { fields } = metadataOf(script('locks: [gpu, " disk ", gpu]', 'exclusive: True'));
    expect(fields).toMatchObject({ locks: ['disk', 'gpu'], exclusive: true });
    expect(metadataOf(script('locks: gpu', 'exclusive: false')).fields).toMatchObject({
      locks: ['gpu'],
      exclusive: false,
    });
    expect(problemsOf(script('exclusive: maybe'))).toEqual([
      'a.sh:3:14: exclusive: expected true or false, found `maybe`',
    ]);
    expect(problemsOf(script(`locks: [${'x'.repeat(64)}]`))[0]).toContain('a list of names of 1 to 63 characters');
    expect(problemsOf(script('depends_on: { a: b }'))[0]).toContain(
      'a list of paths, file names or names of scenarios',
    );
  });

  test('keeps numbers as the text that stands in the file, and unknown keys', () => {
    const { fields, values } = metadataOf(script('version: 3.10', 'owner: {team: data, pager: 007}'));
    expect(fields.version).toBe('3.10');
    expect(values['owner']).toEqual({ team: 'data', pager: '007' });
  });

  test('a script without a block has empty metadata', () => {
    expect(metadataOf('echo hi').fields).toMatchObject({ tags: [], features: [] });
  });

  test('a key without a value is a key left out', () => {
    expect(metadataOf(script('chart:', 'timeout:')).fields).not.toHaveProperty('chart');
  });

  test('an estimate that is no duration is no estimate', () => {
    expect(metadataOf(script('estimated_time: a while')).fields.estimated_time).toBeUndefined();
  });

  test('carriage returns and a missing space after the sign do no harm', () => {
    expect(metadataOf('# @meta\r\n#name: a\r\n# tags: [b]\r\n# @endmeta\r\n').fields).toMatchObject({
      name: 'a',
      tags: ['b'],
    });
  });

  test.each([
    [
      'a bare number as timeout',
      script('timeout: 10'),
      /^a\.sh:3:12: timeout: expected a duration with a unit.*found `10`$/,
    ],
    ['an unknown unit', script('name: a', 'timeout: 10 fortnights'), /^a\.sh:4:12: timeout: /],
    ['a timeout beyond a week', script('timeout: 8d'), /^a\.sh:3:12: timeout: /],
    ['a list where a text belongs', script('name: [a]'), /^a\.sh:3:9: name: expected a text, found a list$/],
    ['keys where a list belongs', script('tags: {a: b}'), /^a\.sh:3:9: tags: expected a list/],
    ['an item that is no text', script('tags:', '  - a', '  - b: c'), /^a\.sh:\d+:\d+: tags.*expected/],
    [
      'retries below zero',
      script('retries: -1'),
      /^a\.sh:3:12: retries: expected a whole number from 0 to 20, found `-1`$/,
    ],
    ['an exit code beyond 255', script('skip_exit_codes: [300]'), /skip_exit_codes.*expected/],
    ['an unknown access', script('access: all'), /^a\.sh:3:11: access: expected cluster or namespace, found `all`$/],
    [
      'a variable name with a hyphen',
      script('env: { A-B: c }'),
      /^a\.sh:3:\d+: env\.A-B: expected names of letters, digits and _/,
    ],
    ['broken YAML', script('name: a', 'tags: [a'), /^a\.sh:4:\d+: expected valid YAML/],
    ['a key twice', script('name: a', 'name: b'), /^a\.sh:4:3: expected valid YAML, found .*unique/],
    ['a tab as indentation', script('env:', '\tA: b'), /^a\.sh:4:3: expected spaces as indentation, found a tab$/],
    ['a list instead of keys', script('- a'), /^a\.sh:3:3: expected keys and values/],
    ['an alias to nothing', script('name: *nobody'), /^a\.sh:3:3: expected plain YAML/],
    [
      'no end mark before code',
      '# @meta\n# name: a\nset -e\n',
      /^a\.sh:3:1: expected a comment line, or `# @endmeta`, found `set -e`$/,
    ],
    ['no end mark at all', '# @meta\n# name: a', /^a\.sh:1:1: expected a line `# @endmeta`/],
  ])('refuses %s, saying where and what was expected', (_what, source, expected) => {
    expect(problemsOf(source)[0]).toMatch(expected);
  });

  test('reports every wrong key, in the order of the file', () => {
    expect(problemsOf(script('timeout: 10', 'name: []', 'retries: many')).map((text) => text.split(':')[1])).toEqual([
      '3',
      '4',
      '5',
    ]);
  });

  test('never throws and never prints control characters', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('a: [', '*a', '&a [*a, *a]', '? x', '\tb: c', '\u001b[31m', '{'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        // oxlint-disable-next-line no-control-regex -- what is looked for
        for (const text of problemsOf(script(...lines))) expect(text).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });

  test('nesting deeper than the stack is a problem, not a crash', () => {
    expect(problemsOf(script(`a: ${'['.repeat(60_000)}`))[0]).toMatch(/expected/);
  });
});
