import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMsOf } from '../../src/shared/duration.ts';

test.each([
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['1.5 hours', 5_400_000],
  ['250ms', 250],
  ['7d', 604_800_000],
  ['2 weeks', 1_209_600_000],
])('%s is %i ms', (text, ms) => {
  expect(durationMsOf(text)).toBe(ms);
});

test.each(['10', '', '-5m', '5m left', '1h30', 'm', '10 fortnights', '1e400s', `${'9'.repeat(400)}s`])(
  '%j is refused',
  (text) => {
    expect(durationMsOf(text)).toBeUndefined();
  },
);

test('sums its parts', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (hours, minutes, seconds) => {
      expect(durationMsOf(`${hours}h ${minutes}min ${seconds}s`)).toBe(((hours * 60 + minutes) * 60 + seconds) * 1_000);
    }),
  );
});
