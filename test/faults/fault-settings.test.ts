import { expect, test } from 'vitest';
import { FAULT_KINDS } from './fault-plan.ts';
import { faultSettingsOf } from './fault-settings.ts';

test('without variables the clock is the seed, and everything is done', () => {
  const { seed, rounds, kinds } = faultSettingsOf({}, 2 ** 32 + 5);
  expect({ seed, rounds }).toEqual({ seed: 5, rounds: 3 });
  expect(kinds).toEqual([...FAULT_KINDS, 'faulty-answers']);
});

test('a seed of zero and some kinds are taken as they are', () => {
  const env = { MUSTER_FAULT_SEED: '0', MUSTER_FAULT_ROUNDS: '12', MUSTER_FAULT_KINDS: 'kill-worker, faulty-answers' };
  expect(faultSettingsOf(env, 9)).toMatchObject({ seed: 0, rounds: 12, kinds: ['kill-worker', 'faulty-answers'] });
});

test.each([
  ['MUSTER_FAULT_KINDS', 'kill-wroker'],
  ['MUSTER_FAULT_SEED', 'abc'],
  ['MUSTER_FAULT_ROUNDS', '-1'],
])('%s=%s is refused with its name', (name, value) => {
  expect(() => faultSettingsOf({ [name]: value }, 0)).toThrow(name);
});
