import { expect, test } from 'vitest';
import { environmentFileNameOf, environmentFileOwnerOf } from '../../src/shared/environment-file-name.ts';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';

test.each([
  { runName: 'demo', isLocal: true },
  { runName: 'nightly-2026-11-23.1', isLocal: false },
  { runName: UUID, isLocal: true },
])('a name tells its run and where that is: %o', (owner) => {
  expect(environmentFileOwnerOf(environmentFileNameOf(owner, UUID))).toEqual(owner);
});

test.each([
  'id_rsa',
  'config.json',
  `${UUID}.local.muster-env.json`,
  `demo-${UUID}.json`,
  `demo.local.muster-env.json`,
])('%s is not ours', (name) => {
  expect(environmentFileOwnerOf(name)).toBeUndefined();
});
