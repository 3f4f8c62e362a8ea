import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../../src/report-page/address.ts';
import { firstErrorLine } from '../../src/report-page/log-viewer.ts';
import { parseFilter, searchable, statusOf, withStatus } from '../../src/report-page/filter.ts';
import { selected, showing, ticks, zoomed } from '../../src/report-page/timeline/time-window.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import { attemptOf, scenarioReportOf } from '../support/reports.ts';

const failed = outcomeOf([attemptOf({ status: 'failed', reason: 'timeout', message: 'Ran too long' })]);
const candidate = searchable({
  ...scenarioReportOf('db-restarts', failed),
  tags: ['Slow', 'db'],
  component: 'storage',
  history: 'pf',
});

describe('a query', () => {
  const holds = [
    '',
    'restarts',
    'RESTARTS "ran too"',
    'status:failed',
    'status:passed,failed',
    'tag:slow',
    'component:storage tag:db',
    'reason:timeout',
    'duration:>9s',
    'duration:<10s',
    '!status:passed',
    '!web',
    'status:failed !tag:flaky',
    '!',
  ];
  test.each(holds.slice(0, -1))('%j finds a failed, slow one', (query) => {
    expect(parseFilter(query)(candidate)).toBe(true);
  });

  test.each([
    'web',
    'status:passed',
    'tag:slo',
    '!tag:slow',
    'duration:>10s',
    'restarts web',
    'duration:soon',
    '!',
    'version:1',
  ])('%j does not', (query) => {
    expect(parseFilter(query)(candidate)).toBe(false);
  });

  test('chips set the status and leave the rest as it was typed', () => {
    expect(withStatus('web status:failed "a b"', 'flaky')).toBe('status:flaky web "a b"');
    expect(withStatus('web status:failed', undefined)).toBe('web');
    expect([statusOf('web'), statusOf('status:failed web'), statusOf('status:a status:b')]).toEqual([
      undefined,
      'failed',
      undefined,
    ]);
  });
});

describe('an address', () => {
  test('leads to what was shown', () => {
    const address = { query: 'tag:a&b #"x y"', sorting: 'slowest', scenario: 'a/ü b.sh', line: 12 } as const;
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  test('that nobody wrote by hand shows everything', () => {
    expect(parseAddress('#sort=toString&l=-3&%%')).toEqual({ query: '', sorting: 'worst', scenario: '', line: 0 });
  });
});

describe('a window of time', () => {
  const all = { startMs: 0, endMs: 10_000 };

  test('zooms around a moment and never leaves what there is', () => {
    expect(zoomed(all, all, 0.5, 2_000)).toEqual({ startMs: 1_000, endMs: 6_000 });
    expect(zoomed({ startMs: 1_000, endMs: 6_000 }, all, 4, 1_000)).toEqual(all);
    expect(zoomed(all, all, 0.000_01, 10_000)).toEqual({ startMs: 9_900, endMs: 10_000 });
    expect(selected(7_000, 3_000, all)).toEqual({ startMs: 3_000, endMs: 7_000 });
  });

  test('moves as little as it takes to show an interval', () => {
    const shown = { startMs: 2_000, endMs: 4_000 };
    expect(showing(shown, all, { startMs: 2_500, endMs: 3_000 })).toEqual(shown);
    expect(showing(shown, all, { startMs: 4_500, endMs: 5_000 })).toEqual({ startMs: 3_000, endMs: 5_000 });
    expect(showing(shown, all, { startMs: 500, endMs: 9_000 })).toEqual({ startMs: 500, endMs: 2_500 });
  });

  test('has its ticks at round distances from the start', () => {
    expect(ticks({ startMs: 1_500, endMs: 9_500 }, 1_000, 5)).toEqual([3_000, 5_000, 7_000, 9_000]);
  });
});

test('the first error of a log is a line that tells of one, not one that counts none', () => {
  expect(firstErrorLine(['0 errors so far', 'error_count=0', 'all well', 'Error: no', 'fatal'])).toBe(3);
  expect(firstErrorLine(['all well'])).toBe(-1);
});
