import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from '../../../src/client/formats/yaml-text.ts';
import { wellFormed } from '../../../src/shared/utf8.ts';
import { terminalText } from '../../../src/client/view/terminal-text.ts';

/** What JSON can hold: lone surrogates are no text. */
const text = fc.string({ unit: 'grapheme' }).map(wellFormed);

test('any text comes back from YAML, and a terminal or a CI finds nothing to act on', () => {
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text), fc.integer(), fc.boolean())), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      const yaml = yamlText(value);
      expect(parse(yaml)).toEqual(plain);
      expect(terminalText(yaml)).toBe(yaml);
    }),
  );
});

test.each([
  '\u001b[31mred',
  '::error ::x',
  '##[error]x',
  'a\nb',
  '\u009b2J',
  '\u202eevil',
  '',
  ' ',
  'yes',
  '1',
  '- a',
  '# b',
])('%j is the same text again, and harmless', (value) => {
  const yaml = yamlText({ key: value, list: [value], [value]: 1 });
  expect(parse(yaml)).toEqual({ key: value, list: [value], [value]: 1 });
  expect(terminalText(yaml)).toBe(yaml);
});
