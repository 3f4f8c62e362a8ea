import { expect, it, test } from 'vitest';
import { keyValues } from '../../../src/client/options/key-values.ts';

it('the first = divides, and the last of a key wins', () => {
  const texts = ['a=1', 'b=x=y', 'a=2', 'constructor=c'];
  expect(keyValues(texts, '--label', 'a=b')).toEqual({ a: '2', b: 'x=y', constructor: 'c' });
});

test.each(['a', '=x', '__proto__=x'])('%s is refused with the flag instead of being lost', (text) => {
  expect(() => keyValues([text], '--namespace-label', 'team=storage')).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining('--namespace-label: "') as string }),
  );
});
