import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { coloured, plain } from '../../../src/client/view/paint.ts';
import type { FrameState } from '../../../src/client/view/progress-frame.ts';
import { progressFrame } from '../../../src/client/view/progress-frame.ts';
import { progressOf, totalsOf } from '../support/records.ts';

const busy: FrameState = {
  startedAtMs: 0,
  nowMs: 65_000,
  progress: progressOf({
    plannedCount: 40,
    totals: totalsOf({ passed: 3, failed: 1 }),
    waitingCount: 16,
    drainingCount: 2,
    running: Array.from({ length: 20 }, (_, index) => ({
      path: `storage/scenario-${index}.sh`,
      sinceMs: 60_000 - index * 1_000,
    })),
  }),
};

const screens = [
  { columns: 40, rows: 10 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 30 },
  { columns: 200, rows: 60 },
  { columns: 20, rows: 3 },
];

describe.each(screens)('on a screen of $columns × $rows', (screen) => {
  it('the frame leaves four rows free and no line is wider than the screen', () => {
    for (const paint of [plain, coloured]) {
      const lines = progressFrame({ ...busy, notice: 'Run demo keeps going. '.repeat(5) }, screen, paint);
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, screen.rows - 4));
      for (const line of lines) expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(screen.columns);
    }
  });
});

const wide = { columns: 120, rows: 30 };

it('counts, running, waiting and namespaces that are going are told in the first line', () => {
  expect(progressFrame(busy, wide, plain)[0]).toBe(
    '▸ 4/40 · ✓ 3 ✗ 1 · 20 running · 16 waiting · 2 namespaces going · 1m 5s',
  );
});

it('what has run for longest comes first, and what does not fit is counted', () => {
  const lines = progressFrame(busy, wide, plain);
  expect(lines).toHaveLength(15);
  expect(lines[1]).toContain('scenario-19.sh');
  expect(lines[1]).toContain('24s');
  expect(lines.at(-1)).toBe('  … and 7 more');
});

it('a notice is the last line and is never crowded out', () => {
  expect(progressFrame({ ...busy, notice: 'Ctrl-C again' }, { columns: 40, rows: 6 }, plain).at(-1)).toBe(
    'Ctrl-C again',
  );
  expect(progressFrame({ ...busy, notice: 'Ctrl-C again' }, { columns: 40, rows: 5 }, plain)).toEqual(['Ctrl-C again']);
});

it('a scenario that has just started has no time yet', () => {
  const progress = progressOf({ running: [{ path: 'a.sh', sinceMs: 64_500 }] });
  expect(progressFrame({ ...busy, progress }, wide, plain)[1]).toBe('  a.sh  <1s');
});

it('a notice is broken between its parts, so that every key can be read on a narrow screen', () => {
  const notice = '^C again: cancel · d: detach · Enter: go on';
  expect(progressFrame({ ...busy, notice }, { columns: 80, rows: 24 }, plain).at(-1)).toBe(notice);
  expect(progressFrame({ ...busy, notice }, { columns: 40, rows: 24 }, plain).slice(-2)).toEqual([
    '^C again: cancel · d: detach',
    'Enter: go on',
  ]);
});

it('without colours there is no escape sequence', () => {
  expect(progressFrame(busy, wide, plain).join('\n')).toBe(
    stripVTControlCharacters(progressFrame(busy, wide, coloured).join('\n')),
  );
});

it('names of any kind stay one line each and within the screen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 30 }),
      fc.integer({ min: 10, max: 200 }),
      fc.integer({ min: 1, max: 60 }),
      (names, columns, rows) => {
        const running = names.map((path) => ({ path, sinceMs: 0 }));
        const lines = progressFrame({ ...busy, progress: progressOf({ running }) }, { columns, rows }, plain);
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, Math.min(15, rows - 4)));
        for (const line of lines) {
          expect(line).not.toMatch(/\p{Cc}/u);
          expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        }
      },
    ),
  );
});
