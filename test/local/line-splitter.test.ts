import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from '../../src/local/line-splitter.ts';

test('however the bytes are cut, the same values arrive', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' })),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (values, cuts) => {
        const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
        const lines: string[] = [];
        const take = createLineSplitter((line) => lines.push(line));
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          take(bytes.subarray(at, at + size));
          at += size;
        }
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(values.map(wellFormed));
      },
    ),
  );
});

/** UTF-8 has no lone surrogates; JSON.stringify escapes them, so they arrive all the same. */
function wellFormed(value: string): string {
  return JSON.parse(JSON.stringify(value)) as string;
}

test('the line separator of Unicode does not end a line', () => {
  const lines: string[] = [];
  createLineSplitter((line) => lines.push(line))(Buffer.from('"a\u2028b\rc"\n'));
  expect(lines).toEqual(['"a\u2028b\rc"']);
});

test('a line without an end is refused', () => {
  const take = createLineSplitter(() => {}, 10);
  take(Buffer.from('0123456789'));
  expect(() => take(Buffer.from('0'))).toThrow(RangeError);
});
