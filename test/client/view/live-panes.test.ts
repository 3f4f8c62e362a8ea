import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { wrapWords } from '../../../src/client/view/fit.ts';
import { helpPane } from '../../../src/client/view/live-panes.ts';

const words = (lines: readonly string[]) => lines.join(' ').split(/\s+/).filter(Boolean);

it('the page of keys says every word on any screen that a live view has, within its columns', () => {
  const wide = helpPane('asks first; again: cancel the run and clean up', true, 200).lines;
  expect(wide).toHaveLength(8);
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 200 }), (columns) => {
      const { lines } = helpPane('asks first; again: cancel the run and clean up', true, columns);
      expect(words(lines)).toEqual(words(wide));
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    }),
  );
});

it('the second line of a key stands below the first', () => {
  const { lines } = helpPane('leave', false, 40);
  expect(lines.slice(0, 2)).toEqual(['  + -      one slot more, one less;', '           nothing that runs is stopped']);
});

it('wrapping keeps the words and their order, and only cuts a word that is too wide itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      (texts, width) => {
        const lines = wrapWords(texts.join(' '), width);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        if (texts.every((text) => text.length <= width)) expect(lines.join(' ')).toBe(texts.join(' '));
      },
    ),
  );
});
