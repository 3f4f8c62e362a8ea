import { describe, expect, test } from 'vitest';
import { largeRunTables } from '../../bench/large-run-tables.ts';
import { pageTables } from '../../bench/page-tables.ts';
import type { Measurement } from '../../bench/record.ts';
import { replaceBetween, tableOf } from '../../bench/tables.ts';

const usage = { cpuSeconds: { runner: 1 }, serverCpuSeconds: {}, peakRssMib: { runner: 100 } };

function measured(contender: Measurement['contender'], goneMs: number, more: Partial<Measurement> = {}): Measurement {
  return {
    type: 'measurement',
    contender,
    workload: 'no-op',
    count: 24,
    parallel: 8,
    repetition: 1,
    audited: false,
    exitCode: 0,
    stopped: false,
    exitMs: goneMs,
    goneMs,
    namespacesLeft: 0,
    namespacesCreated: 24,
    peakNamespaces: 24,
    parallelMax: 8,
    scriptsMs: 100,
    boundMs: 20,
    usage,
    ...more,
  };
}

describe('tables', () => {
  test('are Markdown, whatever stands in a cell', () => {
    expect(
      tableOf([
        ['a', 'b'],
        ['1', 'x|y'],
      ]),
    ).toBe('| a | b |\n|---|---|\n| 1 | x\\|y |\n');
  });

  test('take the place of what stood between their markers, and of nothing else', () => {
    const page = 'before\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nafter';
    const once = replaceBetween(page, 'x', 'new');
    expect(once).toBe('before\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nafter');
    expect(replaceBetween(once, 'x', 'new')).toBe(once);
    expect(() => replaceBetween(page, 'y', 'new')).toThrow(RangeError);
  });

  test('show the median with its range, and the ratio to the bare loop', () => {
    const all = [
      measured('muster', 20_000),
      measured('muster', 10_000),
      measured('muster', 12_000),
      measured('bare', 8_000),
      measured('kuttl', 1, { audited: true }),
    ];
    const tables = pageTables([], all);
    expect(tables['times']).toContain('| no-op | 24 | 8 | 12.0 s (10.0 s to 20.0 s) | 8.0 s (once) |');
    expect(tables['floor']).toContain('| no-op | 24 | 8 | 1.50 × (1.25 × to 2.50 ×) |');
  });

  test('of a workload without length the list-scheduling bound says nothing', () => {
    expect(pageTables([], [measured('muster', 10_000)])['bound']).toBe('Nothing was measured for this yet.');
    const asleep = measured('muster', 10_500, { workload: 'sleep', boundMs: 10_000 });
    expect(pageTables([], [asleep])['bound']).toContain('1.05 ×');
  });

  test('say so when nothing was measured', () => {
    for (const text of Object.values({ ...pageTables([], []), ...largeRunTables([]) })) {
      expect(text).toBe('Nothing was measured for this yet.');
    }
  });
});
