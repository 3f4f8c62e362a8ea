import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { coloured, plain } from '../../../src/client/view/paint.ts';
import type { FrameState } from '../../../src/client/view/progress-frame.ts';
import { progressFrame } from '../../../src/client/view/progress-frame.ts';
import { finishedOf, progressOf, totalsOf } from '../support/records.ts';

const busy: FrameState = {
  startedAtMs: 0,
  nowMs: 65_000,
  progress: progressOf({
    plannedCount: 40,
    limit: 20,
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
    '▸ 4/40 · ✓ 3 ✗ 1 · running 20 of 20 · 16 waiting · 2 namespaces going · 1m 5s',
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

it('an estimate shows how far a scenario is, and what is over it is late', () => {
  const progress = progressOf({
    running: [
      { path: 'late.sh', sinceMs: 0, estimatedMs: 30_000 },
      { path: 'half.sh', sinceMs: 53_000, estimatedMs: 24_000 },
      { path: 'unknown.sh', sinceMs: 60_000 },
    ],
  });
  expect(progressFrame({ ...busy, progress }, wide, plain).slice(1)).toEqual([
    '  late.sh     1m 5s of ~30s  late',
    '  half.sh     12s of ~24s    █████·····',
    '  unknown.sh  5s',
  ]);
  expect(progressFrame({ ...busy, progress }, { columns: 40, rows: 24 }, plain)[1]).toBe('  late.sh     1m 5s');
});

it('the newest failures stand below what runs, three at most, with the reason', () => {
  const failures = ['a', 'b', 'c', 'd'].map((name) =>
    finishedOf(`${name}.sh`, { status: 'failed', exitCode: 1, lastLine: `${name} was refused` }),
  );
  const lines = progressFrame({ ...busy, failures }, wide, plain);
  expect(lines).toHaveLength(15);
  expect(lines.slice(-3)).toEqual(['b', 'c', 'd'].map((name) => `✗ ${name}.sh  exit code 1 · ${name} was refused`));
});

it('keys are told where there is room for them', () => {
  const keys = { canDetach: true };
  const failures = [finishedOf('a.sh', { status: 'failed' })];
  const all = '+/- slots · p pause · l logs · f failures · o web ui · d detach · ? help';
  expect(progressFrame({ ...busy, keys, failures }, wide, plain).at(-1)).toBe(all);
  expect(progressFrame({ ...busy, keys }, { columns: 40, rows: 10 }, plain).at(-1)).toBe(
    '+/- slots · p pause · l logs · ? help',
  );
  const low = progressFrame({ ...busy, keys }, { columns: 40, rows: 8 }, plain);
  expect(low.join('\n')).not.toContain('help');
  expect(progressFrame(busy, wide, plain).join('\n')).not.toContain('help');
});

it.each([
  [20, 5, ['▸ 4/40 · ✓ 3 ✗ 1 · …']],
  [20, 2, ['▸ 4/40 · ✓ 3 ✗ 1 · …']],
  [3, 5, ['▸ …']],
  [20, 1, []],
])('a terminal of %i × %i is too small for more than the counts', (columns, rows, lines) => {
  expect(progressFrame(busy, { columns, rows }, plain)).toEqual(lines);
});

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', '👩‍👩‍👧', 'e\u0301', '\u001b[2J', '\n', '\u202e', '\u0000', '\u200b'),
});
const anyState = fc.record({
  startedAtMs: fc.constant(0),
  nowMs: fc.integer({ min: 0, max: 1e10 }),
  etaMs: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined }),
  notice: fc.option(text, { nil: undefined }),
  keys: fc.option(fc.record({ canDetach: fc.boolean() }), { nil: undefined }),
  failures: fc.array(
    fc
      .tuple(text, text, text)
      .map(([path, message, lastLine]) => finishedOf(path, { status: 'failed', message, lastLine })),
    { maxLength: 5 },
  ),
  progress: fc
    .record({
      running: fc.array(
        fc.record({ path: text, sinceMs: fc.nat(), estimatedMs: fc.nat() }, { requiredKeys: ['path', 'sinceMs'] }),
        { maxLength: 30 },
      ),
      limit: fc.integer({ min: 0, max: 1_000 }),
      paused: fc.boolean(),
      cancelRequested: fc.boolean(),
      waitingCount: fc.nat(10_000),
      drainingCount: fc.nat(500),
      phase: fc.constantFrom('planning' as const, 'running' as const, 'draining' as const, 'finished' as const),
    })
    .map(progressOf),
});

it('whatever a run holds, the frame leaves a row free, is never wider than the screen, and moves no cursor', () => {
  fc.assert(
    fc.property(anyState, fc.integer({ min: 1, max: 220 }), fc.integer({ min: 1, max: 70 }), (state, columns, rows) => {
      const lines = progressFrame(state, { columns, rows }, coloured);
      expect(lines.length).toBeLessThanOrEqual(Math.min(rows - 1, Math.max(1, Math.min(15, rows - 4))));
      for (const line of lines) {
        const bare = stripVTControlCharacters(line);
        // A notice is this program's own text; what others wrote comes to it through oneLine.
        if (state.notice === undefined) expect(bare).not.toMatch(/\p{Cc}/u);
        expect(stringWidth(bare)).toBeLessThanOrEqual(columns);
      }
    }),
    { numRuns: 300 },
  );
});
