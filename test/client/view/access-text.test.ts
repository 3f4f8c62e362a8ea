import { expect, test } from 'vitest';
import { accessText } from '../../../src/client/view/access-text.ts';
import type { Access } from '../../../src/shared/plan.ts';

const plan = (...accesses: readonly (Access | undefined)[]) =>
  accesses.map((access) => (access === undefined ? {} : { access }));

test.each([
  ['cluster', plan(undefined, undefined), 'your credentials'],
  ['namespace', plan(undefined, undefined), 'scripts limited to their namespace'],
  ['cluster', plan('namespace', 'namespace'), 'scripts limited to their namespace'],
  ['namespace', plan('cluster'), 'your credentials'],
  ['cluster', plan('namespace', undefined, 'cluster'), 'your credentials, 1 of 3 limited to their namespace'],
  ['namespace', plan('cluster', undefined, undefined), 'your credentials, 2 of 3 limited to their namespace'],
  ['cluster', undefined, 'your credentials'],
  ['namespace', undefined, 'scripts limited to their namespace'],
] as const)('access %s with metadata %j: %s', (access, scenarios, text) => {
  expect(accessText('your credentials', access, scenarios)).toBe(text);
});
