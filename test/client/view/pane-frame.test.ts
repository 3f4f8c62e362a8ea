import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { coloured, plain } from '../../../src/client/view/paint.ts';
import { paneFrame } from '../../../src/client/view/pane-frame.ts';
import { oneLine } from '../../../src/client/view/fit.ts';

const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
const screen = { columns: 40, rows: 10 };

it('a list begins at its start, a log at its end, and both say where one is', () => {
  const list = paneFrame({ title: 'T', keys: 'q back', lines, offset: 0, anchor: 'start' }, [], screen, plain);
  expect(list).toEqual(['T', ...lines.slice(0, 7), '1–7 of 30 · q back']);
  const log = paneFrame({ title: 'T', keys: 'q back', lines, offset: 0, anchor: 'end' }, [], screen, plain);
  expect(log).toEqual(['T', ...lines.slice(23), '24–30 of 30 · q back']);
});

it('scrolling ends where the lines end', () => {
  const last = paneFrame({ title: 'T', keys: 'q', lines, offset: 1_000, anchor: 'start' }, [], screen, plain);
  expect(last.slice(1, -1)).toEqual(lines.slice(23));
  const first = paneFrame({ title: 'T', keys: 'q', lines, offset: 1_000, anchor: 'end' }, [], screen, plain);
  expect(first.slice(1, -1)).toEqual(lines.slice(0, 7));
});

it('a notice stands below the page, and a page that is short is no longer than it must be', () => {
  const pane = { title: 'T', keys: 'q', lines: ['one'], offset: 0, anchor: 'start' } as const;
  expect(paneFrame(pane, ['^C again: cancel'], screen, plain)).toEqual(['T', 'one', 'q', '^C again: cancel']);
});

it('is at most a row lower than the screen and never wider, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }).map(oneLine), { maxLength: 40 }),
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 0, max: 60 }),
      fc.nat(100),
      fc.constantFrom('start' as const, 'end' as const),
      (texts, notices, columns, rows, offset, anchor) => {
        const pane = { title: texts[0] ?? '', keys: 'q back', lines: texts, offset, anchor };
        const frame = paneFrame(pane, notices, { columns, rows }, coloured);
        expect(frame.length).toBeLessThanOrEqual(Math.max(0, rows - 1));
        for (const line of frame) expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
      },
    ),
  );
});
