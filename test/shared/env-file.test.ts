import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../src/shared/env-file.ts';

function variablesOf(text: string): Record<string, string> {
  const parsed = parseEnvFile(text);
  return 'problem' in parsed
    ? { [`problem in line ${parsed.line}`]: parsed.problem }
    : Object.fromEntries(parsed.variables);
}

describe('a value is', () => {
  test.each<[string, string, string]>([
    ['all after the equals sign', 'A=b=c==', 'b=c=='],
    ['empty', 'A=', ''],
    ['trimmed', 'A = \t b c \t', 'b c'],
    ['the same with export and indentation in front', '  export A=b', 'b'],
    ['the same behind a byte order mark', '\ufeffA=b', 'b'],
    ['without the carriage return of its line', 'A=b\r\n', 'b'],
    ['what is before a comment', 'A=b # c', 'b'],
    ['empty before a comment', 'A= # c', ''],
    ['not cut at a # within a word, which may be part of a password', 'A=b#c', 'b#c'],
    ['not expanded', 'A=$HOME ${B} $(id) ~', '$HOME ${B} $(id) ~'],
    ['JSON, with its quotes', 'A={"b": "c"}', '{"b": "c"}'],
    ['what single quotes hold, as it is', String.raw`A='b # \n "c" $d'`, String.raw`b # \n "c" $d`],
    ['what double quotes hold', 'A="  b # \'c\'  "', "  b # 'c'  "],
    ['with escapes in double quotes', String.raw`A="\n\r\t\\\"\$\x"`, '\n\r\t\\"$\\x'],
    ['of several lines in double quotes', 'A="-----BEGIN\nabc\r\n-----END"', '-----BEGIN\nabc\n-----END'],
    ['of several lines in single quotes', "A='{\n  b\n}'", '{\n  b\n}'],
    ['followed by a comment', 'A="b" # c', 'b'],
  ])('%s', (_, text, value) => {
    expect(variablesOf(text)).toEqual({ A: value });
  });

  test('found between blank lines and comments', () => {
    expect(variablesOf('\n# A=a\n\n  # b\nB=b\n\t\nC=c\n#')).toEqual({ B: 'b', C: 'c' });
    expect(variablesOf('')).toEqual({});
  });
});

describe('is refused with its line:', () => {
  test.each<[string, string, number, RegExp]>([
    ['a line without an equals sign', 'A=b\nC\n', 2, /expected NAME=value/],
    ['only export', 'export A', 1, /expected NAME=value/],
    ['no name', '=b', 1, /expected NAME=value/],
    ['a name that begins with a digit', '\n\n1A=b', 3, /expected NAME=value/],
    ['a name with a hyphen', 'A-B=b', 1, /expected NAME=value/],
    ['a name with a dot', 'A.B=b', 1, /expected NAME=value/],
    ['a name that comes twice', 'A=b\nB="\n"\nA=b', 4, /again what line 1 sets/],
    ['a double quote that is not closed', 'A=b\nB="c\nD=e', 2, /closing quote/],
    ['a single quote that is not closed', "A='", 1, /closing quote/],
    ['something after the closing quote', 'A="b"c', 1, /nothing after the closing quote/],
    ['a comment that touches the closing quote', "A='b'#c", 1, /nothing after the closing quote/],
    ['a backtick', 'A=`id`', 1, /backtick/],
    ['a NUL byte in a value', 'A=b\nC=d\0e', 2, /NUL/],
    ['a NUL byte in a quoted value', 'A="b\n\0"', 1, /NUL/],
    ['a NUL byte anywhere else', '\n\0', 2, /NUL/],
  ])('%s', (_, text, line, problem) => {
    const parsed = parseEnvFile(text);
    expect(parsed).toEqual({ line, problem: expect.stringMatching(problem) as string });
  });

  test('and never with a word of the file', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('Q', '7', '=', '"', "'", '\\', '#', '\n', ' ', '\0', '`'), maxLength: 40 }),
        (text) => {
          const parsed = parseEnvFile(text);
          if ('problem' in parsed) expect(parsed.problem.replace(/line \d+/, '')).not.toMatch(/[Q7]/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

const names = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);

test('whatever values are written in single quotes come back', () => {
  const values = fc.dictionary(
    names,
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/['\0\r]/g, '')),
  );
  fc.assert(
    fc.property(values, (variables) => {
      const text = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
      expect(variablesOf(text.join(''))).toEqual({ ...variables });
    }),
  );
});

test('what Node reads in an ordinary file is the same here', () => {
  const words = fc.stringMatching(/^[a-zA-Z0-9:/@.,+-]{0,20}$/);
  const lines = fc.tuple(names, words, fc.constantFrom('', '"', "'"), fc.constantFrom('', ' # note'));
  fc.assert(
    fc.property(fc.uniqueArray(lines, { selector: ([name]) => name, maxLength: 8 }), (given) => {
      const text = given
        .map(([name, value, quote, comment]) => `${name}=${quote}${value}${quote}${comment}\n`)
        .join('');
      expect(variablesOf(text)).toEqual({ ...parseEnv(text) });
    }),
  );
});

test('a large file takes no longer than its length', () => {
  const escapes = `A="${'\\\\'.repeat(500_000)}"`;
  expect(variablesOf(escapes)['A']).toHaveLength(500_000);
  const lines = Array.from({ length: 50_000 }, (_, index) => `A${index}=value # comment`).join('\n');
  expect(Object.keys(variablesOf(lines))).toHaveLength(50_000);
  expect(variablesOf(`A=${' '.repeat(500_000)}b`)['A']).toBe('b');
});
