import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastLines } from '../../src/shared/last-lines.ts';
import { utf8BytesOf } from '../../src/shared/utf8.ts';

const many = { lines: 100, bytes: 10_000 };

describe('lastLines', () => {
  test.each([
    ['', many, '', 0],
    ['\n', many, '', 0],
    ['a\nb\n', many, 'a\nb', 0],
    ['a\nb\nc\n', { ...many, lines: 2 }, 'b\nc', 1],
    ['a\nb\nc\n', { ...many, lines: 0 }, '', 3],
    ['aaaa\nbb\ncc', { ...many, bytes: 6 }, 'bb\ncc', 1],
    ['a\n\nb\n', { ...many, lines: 2 }, '\nb', 1],
    ['first\nöööööö', { ...many, bytes: 8 }, '…öö', 1],
  ])('%j in %j is %j, %i lines left out', (text, max, tail, omittedLines) => {
    expect(lastLines(text, max)).toEqual({ tail, omittedLines });
  });

  test('is never larger than allowed, an end of the text, and loses no count of a line', () => {
    const text = fc
      .array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 20 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(120), (text, lines, bytes) => {
        const { tail, omittedLines } = lastLines(text, { lines, bytes });
        expect(utf8BytesOf(tail)).toBeLessThanOrEqual(bytes);
        expect(tail).not.toMatch(/\p{Surrogate}/u);
        const whole = text.endsWith('\n') ? text.slice(0, -1) : text;
        const all = whole === '' ? [] : whole.split('\n');
        const kept = all.length - omittedLines;
        expect(kept).toBeLessThanOrEqual(Math.max(lines, 0));
        if (kept > 0 && !tail.startsWith('…') && bytes > 3) expect(tail.split('\n')).toHaveLength(kept);
      }),
    );
  });
});
