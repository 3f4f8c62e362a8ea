import { expect, test } from 'vitest';
import { grantedLifeMs } from '../../../src/kubernetes/access/token.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const answer = (expirationSeconds: number | undefined, expirationTimestamp: string | undefined) => ({
  ...(expirationSeconds === undefined ? {} : { spec: { expirationSeconds } }),
  ...(expirationTimestamp === undefined ? {} : { status: { token: 't', expirationTimestamp } }),
});

test.each([
  ['what was granted', answer(3600, '2026-01-01T13:00:00Z'), 3_600_000],
  ['less, when the cluster allows less', answer(600, '2026-01-01T12:10:00Z'), 600_000],
  ['what is left of it by this clock, when that is less', answer(3600, '2026-01-01T12:20:00Z'), 1_200_000],
  ['what was granted, with a clock that is behind', answer(3600, '2026-01-01T16:00:00Z'), 3_600_000],
  ['what was granted, with a clock that is past the end', answer(3600, '2026-01-01T11:00:00Z'), 3_600_000],
  ['the end alone', answer(undefined, '2026-01-01T12:30:00Z'), 1_800_000],
  ['what was asked for, when nothing is said', answer(undefined, undefined), 3_600_000],
])('a token’s life is %s', (_what, given, lifeMs) => {
  expect(grantedLifeMs(given, now)).toBe(lifeMs);
});
