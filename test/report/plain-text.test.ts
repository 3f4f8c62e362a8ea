import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/report/plain-text.ts';
import { pathBelow } from '../../src/report/script-path.ts';

const ESC = '\u001b';

describe('plainText', () => {
  test.each([
    [`${ESC}[1;31mred${ESC}[0m`, 'red'],
    [`${ESC}]8;;https://x.example${ESC}\\link${ESC}]8;;${ESC}\\`, 'link'],
    [`${ESC}]0;title\u0007text`, 'text'],
    [`${ESC}]0;never ends\nnext`, '\nnext'],
    [`${ESC}(Bplain\u009b2J`, 'plain'],
    ['10%\r50%\r100%\ndone', '100%\ndone'],
    ['windows\r\nlines\r\n', 'windows\nlines\n'],
    ['a\tb\0c\u0085d', 'a\tbcd'],
    ['half \ud800 and \ufffe none', 'half \ufffd and  none'],
  ])('%j reads %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test('leaves nothing that a terminal acts on, and is what it stays', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(`${ESC}[`, `${ESC}]`, '31m', '\u009b', '\r', '\n'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const plain = plainText(parts.join(''));
        // oxlint-disable-next-line no-control-regex -- their absence is the point
        expect(plain).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });

  test('takes colours away as Node does', () => {
    const style = fc.constantFrom('0', '1', '31', '1;32', '38;5;200', '48;2;1;2;3').map((code) => `${ESC}[${code}m`);
    fc.assert(
      fc.property(fc.array(fc.oneof(style, fc.string())), (parts) => {
        const text = parts.join('');
        expect(plainText(text)).toBe(stripVTControlCharacters(text));
      }),
    );
  });
});

describe('pathBelow', () => {
  test.each([
    ['/repo', '/repo/tests/a.sh', 'tests/a.sh'],
    ['/repo/', '/repo//tests/./b/../a.sh', 'tests/a.sh'],
    ['/', '/a', 'a'],
    ['/repo', '/repository/a', undefined],
    ['/repo', '/repo', undefined],
    ['/repo', '/repo/../etc/passwd', undefined],
  ])('from %s to %s is %s', (from, to, path) => {
    expect(pathBelow(from, to)).toBe(path);
  });
});
