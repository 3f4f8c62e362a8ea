import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKeepTime, keepForMsOf } from '../../src/shared/keep.ts';
import { KEEP_FOR_MS_DEFAULT, KEEP_FOR_MS_MAX, KEEP_FOR_MS_MIN } from '../../src/shared/limits.ts';
import { namedScenario } from '../../src/shared/named-scenario.ts';
import type { OutcomeStatus } from '../../src/shared/outcome.ts';

const statuses: readonly OutcomeStatus[] = ['passed', 'failed', 'errored', 'skipped', 'cancelled'];
const keptBy = (keep?: 'never' | 'on-failure' | 'always') =>
  statuses.filter((status) => keepForMsOf(status, keep === undefined ? {} : { keep }) > 0);

it('each setting keeps what it says, and none keeps what was cancelled', () => {
  expect(keptBy()).toEqual([]);
  expect(keptBy('never')).toEqual([]);
  expect(keptBy('on-failure')).toEqual(['failed', 'errored']);
  expect(keptBy('always')).toEqual(['passed', 'failed', 'errored', 'skipped']);
});

it('what was asked for one scenario goes before the setting, in both directions', () => {
  expect(keepForMsOf('passed', { keep: 'never' }, 60_000)).toBe(60_000);
  expect(keepForMsOf('failed', { keep: 'always' }, 0)).toBe(0);
  expect(keepForMsOf('cancelled', { keep: 'always' }, 60_000)).toBe(0);
  expect(keepForMsOf('failed', { keep: 'on-failure' })).toBe(KEEP_FOR_MS_DEFAULT);
});

it('a time is a whole number of milliseconds within the range, and nothing else', () => {
  const inRange = fc.integer({ min: KEEP_FOR_MS_MIN, max: KEEP_FOR_MS_MAX });
  fc.assert(fc.property(inRange, (forMs) => isKeepTime(forMs)));
  for (const bad of [0, -1, KEEP_FOR_MS_MIN - 1, KEEP_FOR_MS_MAX + 1, KEEP_FOR_MS_MIN + 0.5, Number.NaN, '2h', null]) {
    expect(isKeepTime(bad), String(bad)).toBe(false);
  }
});

it('a scenario is meant by its path, or by a name that only one has', () => {
  const paths = ['net/a.sh', 'net/b.sh', 'disk/b.sh', 'b'];
  expect(namedScenario('net/b.sh', paths)).toEqual({ path: 'net/b.sh' });
  expect(namedScenario('a', paths)).toEqual({ path: 'net/a.sh' });
  expect(namedScenario('b', paths), 'a path goes before names').toEqual({ path: 'b' });
  expect(namedScenario('b.sh', paths)).toEqual({ problem: '"b.sh" names 2 scenarios: net/b.sh, disk/b.sh' });
});

it('a slip is answered with what may have been meant, in a path or in a name', () => {
  const paths = ['apps/deployment.sh', 'apps/rollback.sh'];
  expect(namedScenario('deploymnet', paths)).toEqual({
    problem: 'there is no scenario "deploymnet"; did you mean apps/deployment.sh?',
  });
  expect(namedScenario('app/rollback.sh', paths)).toMatchObject({
    problem: expect.stringContaining('apps/rollback.sh'),
  });
  expect(namedScenario('zzzzzz', paths)).toEqual({ problem: 'there is no scenario "zzzzzz"' });
});

it('whatever was typed, each path names itself and an answer is one of the paths', () => {
  const path = fc.stringMatching(/^[a-c]{1,3}(\/[a-c]{1,3})?(\.sh)?$/);
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1 }), path, (paths, text) => {
      for (const each of paths) expect(namedScenario(each, paths)).toEqual({ path: each });
      const named = namedScenario(text, paths);
      if ('path' in named) expect(paths).toContain(named.path);
    }),
  );
});
