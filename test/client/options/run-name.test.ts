import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultRunName } from '../../../src/client/options/run-name.ts';
import { isRunName } from '../../../src/shared/names.ts';

it('a default name says what ran and when', () => {
  const name = defaultRunName('/repo/My Scenarios', new Date(2026, 0, 5, 7, 8, 9), 'ab12');
  expect(name).toBe('my-scenarios-20260105-070809-ab12');
});

it('a default name is a legal name for any directory', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (directory) => {
      expect(isRunName(defaultRunName(directory, new Date(0), 'ffff'))).toBe(true);
    }),
  );
});
