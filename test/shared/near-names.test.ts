import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editCount, nearNames } from '../../src/shared/near-names.ts';

it('a slip of the finger finds the name, a different word finds none', () => {
  const names = ['smoke-1', 'nightly', 'storage'];
  expect(nearNames('nigthly', names)).toEqual(['nightly']);
  expect(nearNames('smoke', names)).toEqual(['smoke-1']);
  expect(nearNames('completely-else', names)).toEqual([]);
});

it('the edit count is a distance: zero only for equals, symmetric, never above the longer length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
      const count = editCount(left, right);
      expect(count === 0).toBe(left === right);
      expect(count).toBe(editCount(right, left));
      expect(count).toBeLessThanOrEqual(Math.max(left.length, right.length));
      expect(count).toBeGreaterThanOrEqual(Math.abs(left.length - right.length));
    }),
  );
});
