import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeKeys } from '../../../src/client/follow/keys.ts';

const ESC = '\u001b';

it.each([
  ['letters', 'pd+', ['p', 'd', '+']],
  ['arrows', `${ESC}[A${ESC}OB`, ['up', 'down']],
  ['pages', `${ESC}[5~${ESC}[6~ `, ['page-up', 'page-down', 'page-down']],
  ['control characters', '\u0003\r\u0001\t', ['ctrl-c', 'enter']],
  ['an arrow with modifiers', `${ESC}[1;5Dp`, ['p']],
  ['a function key that ends with a letter', `${ESC}OP${ESC}[15~l`, ['l']],
  ['a mouse that moves', `${ESC}[<35;10;20Md`, ['d']],
  ['an answer about colours', `${ESC}]11;rgb:dddd/dddd/dddd\u0007d`, ['d']],
  ['the same with another end', `${ESC}]11;rgb:dddd/dddd/dddd${ESC}\\d`, ['d']],
  ['Alt and a letter', `${ESC}df`, ['f']],
  ['two escapes', `${ESC}${ESC}[Aq`, ['escape', 'up', 'q']],
  ['wide characters', 'é漢', ['é', '漢']],
])('%s', (_, text, keys) => {
  expect(decodeKeys(text, true)).toEqual({ keys, rest: '' });
});

it('what may be the beginning of a sequence waits, and is the escape key when nothing follows', () => {
  expect(decodeKeys(`q${ESC}`, false)).toEqual({ keys: ['q'], rest: ESC });
  expect(decodeKeys(ESC, true)).toEqual({ keys: ['escape'], rest: '' });
  expect(decodeKeys(`${ESC}[1;5`, false)).toEqual({ keys: [], rest: `${ESC}[1;5` });
  expect(decodeKeys(`${ESC}[1;5`, true)).toEqual({ keys: [], rest: '' });
});

it('a sequence is never taken for its letters, wherever the pieces in which it comes are cut', () => {
  const sequences = [`${ESC}[A`, `${ESC}[1;5D`, `${ESC}OP`, `${ESC}]0;dpq\u0007`, `${ESC}[200~`];
  fc.assert(
    fc.property(fc.constantFrom(...sequences), fc.nat(20), (sequence, cutAt) => {
      const first = decodeKeys(sequence.slice(0, cutAt), false);
      const second = decodeKeys(first.rest + sequence.slice(cutAt), true);
      expect([...first.keys, ...second.keys]).toEqual(decodeKeys(sequence, true).keys);
      expect(second.keys.filter((key) => key.length === 1)).toEqual([]);
    }),
  );
});

it('any input comes to an end, and nothing is kept that is longer than a sequence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeKeys(ESC + text, false).rest.length).toBeLessThanOrEqual(64);
      expect(decodeKeys(ESC + text, true).rest).toBe('');
    }),
  );
});
