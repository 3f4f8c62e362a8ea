import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { configProblemText } from '../../../src/client/config/config-problem.ts';
import { parseConfig } from '../../../src/client/config/parse-config.ts';

function problems(source: string, below?: string): string[] {
  const parsed = parseConfig(source, below);
  return 'problems' in parsed ? parsed.problems.map((problem) => configProblemText('f', problem)) : [];
}

function values(source: string, below?: string): unknown {
  const parsed = parseConfig(source, below);
  return 'values' in parsed ? parsed.values : problems(source, below);
}

describe('a file is read as YAML or as JSON', () => {
  test.each([
    ['maxParallel: 8\ntimeout: 10m\ntags: [a, b]\n', { maxParallel: 8, timeout: '10m', tags: ['a', 'b'] }],
    ['{\n\t"maxParallel": 8,\n\t"embedded": true\n}\n', { maxParallel: 8, embedded: true }],
    ['\uFEFFmaxParallel: 8', { maxParallel: 8 }],
    ['maxParallel: 8\r\nretries: 1\r\n', { maxParallel: 8, retries: 1 }],
    ['', {}],
    ['# nothing yet\n', {}],
    ['---\n', {}],
    ['maxParallel:\ntags:\n', {}],
    ['quota: { pods: 10, requests.cpu: 1.5 }', { quota: { pods: 10, 'requests.cpu': 1.5 } }],
    ['secretEnv: &names [A, B]\npassEnv: *names\n', { secretEnv: ['A', 'B'], passEnv: ['A', 'B'] }],
  ])('%j', (source, expected) => {
    expect(values(source)).toEqual(expected);
  });

  it('a package.json holds it below one key, and may say other things twice', () => {
    const manifest = '{ "name": "x", "name": "y",\n  "muster": {\n    "retries": 2 } }';
    expect(values(manifest, 'muster')).toEqual({ retries: 2 });
    expect(problems('{\n  "muster": {\n    "retrys": 2 } }', 'muster')).toEqual([
      'f:3:5: retrys: is not a setting; did you mean retries?',
    ]);
    expect(problems('{ "muster": "x" }', 'muster')).toEqual(['f:1:13: must hold keys such as `maxParallel: 8`']);
  });

  it('says in which line each key stands', () => {
    expect(parseConfig('# first\nmaxParallel: 8\n\ntags:\n  - a\n')).toMatchObject({
      lines: { maxParallel: 2, tags: 4 },
    });
  });
});

describe('what cannot be used is told with its place, what must be there, and what was found', () => {
  test.each([
    ['maxParallel: many', 'f:1:14: maxParallel: must be a whole number from 1 to 1000, found `many`'],
    ['maxParallel: 0', 'f:1:14: maxParallel: must be a whole number from 1 to 1000, found `0`'],
    ['maxParallel: "8"', 'f:1:14: maxParallel: must be a whole number from 1 to 1000, found `"8"`'],
    ['retries: 1.50', 'f:1:10: retries: must be a whole number from 0 to 20, found `1.50`'],
    [
      'timeout: 10',
      'f:1:10: timeout: must be a duration with its unit such as 90s, 10m or 1h30m, 1s to 7d, found `10`',
    ],
    ['access: all', 'f:1:9: access: must be cluster or namespace, found `all`'],
    ['keep: sometimes', 'f:1:7: keep: must be never, on-failure or always, found `sometimes`'],
    ['embedded: yes', 'f:1:11: embedded: must be true or false, found `yes`'],
    ['tags: smoke', 'f:1:7: tags: must be a list such as [a, b], found `smoke`'],
    ['tags:\n  - a\n  - { b: c }', 'f:3:5: tags.1: must be a text, found keys and values'],
    ['labels:\n  version: 3.10', 'f:2:12: labels.version: must be a text: put it in quotes, found `3.10`'],
    ['namespaceLabels:\n  team: 8', 'f:2:9: namespaceLabels.team: must be a text: put it in quotes, found `8`'],
    ['scenariosDir: [a]', 'f:1:15: scenariosDir: must be a text, found a list'],
    ['scenariosDir: ""', 'f:1:15: scenariosDir: must not be empty, found `""`'],
    ['grep: "("', 'f:1:7: grep: must be a regular expression, found `"("`'],
    ['quota:\n  pods: lots', 'f:2:9: quota.pods: must be a quantity such as 10, 500m or 2Gi, found `lots`'],
    ['secretEnv: [A-B]', 'f:1:13: secretEnv.0: must be the name of a variable, found `A-B`'],
    ['- maxParallel: 8', 'f:1:1: must hold keys such as `maxParallel: 8`'],
    ['just text', 'f:1:1: must hold keys such as `maxParallel: 8`'],
  ])('%j', (source, problem) => {
    expect(problems(source)).toEqual([problem]);
  });

  it('a key that belongs to muster is refused where the key stands', () => {
    const [problem] = problems('maxParallel: 8\nnamespaceLabels:\n  team: a\n  muster/run: x');
    expect(problem).toMatch(/^f:4:3: namespaceLabels\.muster\/run: .*belongs to muster/);
  });

  test.each([
    ['maxParalell: 8', 'did you mean maxParallel?'],
    ['max-parallel: 8', 'did you mean maxParallel?'],
    ['MAX_PARALLEL: 8', 'did you mean maxParallel?'],
    ['tag: [a]', 'did you mean tags'],
    ['--timeout: 10m', 'did you mean timeout?'],
    ['zzzzzzzzzz: 1', 'is not a setting'],
  ])('%s is unknown', (source, said) => {
    expect(problems(source)).toEqual([expect.stringContaining(said)]);
  });

  test.each([
    ['a tab', 'tags:\n\t- a', 'f:2:1: is not valid YAML'],
    ['an open bracket', 'tags: [a', 'is not valid YAML'],
    ['a key twice', 'retries: 1\nretries: 2', 'f:2:1: is not valid YAML'],
    ['two documents', 'retries: 1\n---\nretries: 2', 'is not valid YAML'],
    ['an alias of nothing', 'tags: *none', 'cannot be resolved'],
    ['nesting without end', `tags: ${'['.repeat(100_000)}`, 'cannot be resolved'],
  ])('%s', (_, source, said) => {
    expect(problems(source)[0]).toContain(said);
  });

  it('an alias bomb is refused in no time', () => {
    const rows = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let row = 1; row < 12; row += 1) {
      rows.push(`a${row}: &a${row} [${Array.from({ length: 10 }, () => `*a${row - 1}`).join(',')}]`);
    }
    expect(problems(rows.join('\n'))).toEqual([expect.stringContaining('cannot be resolved')]);
  });

  it('problems stand in the order of the file, and are bounded', () => {
    const source = Array.from({ length: 100 }, (_, index) => `key${index}: 1`).join('\n');
    const told = problems(`retries: x\n${source}`);
    expect(told).toHaveLength(20);
    expect(told[0]).toContain('f:1:10: retries');
    expect(told[1]).toContain('f:2:1: key0');
  });

  it('control characters of the file do not reach the terminal', () => {
    expect(problems('"a\\e[2Jb": 1\ngrep: "\\e[2J("').join('')).not.toContain('\u001b');
  });
});

// Separated by blanks; a blank itself is ␠.
const pieces = 'maxParallel tags quota :␠ \n ␠␠ -␠ [ ] { } &a␠ *a " 8 | ?␠ !! << # \0'
  .split(' ')
  .map((piece) => piece.replaceAll('␠', ' '));
const yaml = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
  fc.array(fc.constantFrom(...pieces)).map((chosen) => chosen.join('')),
);

it('any text is either a configuration or has problems, each at a place', () => {
  fc.assert(
    fc.property(yaml, fc.constantFrom(undefined, 'muster'), (source, below) => {
      const parsed = parseConfig(source, below);
      if ('values' in parsed) return;
      expect(parsed.problems.length).toBeGreaterThan(0);
      for (const { line, column } of parsed.problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 2_000 },
  );
});
