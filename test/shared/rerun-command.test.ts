import { expect, test } from 'vitest';
import { rerunCommandOf } from '../../src/shared/rerun-command.ts';

test.each([
  ['a.sh', 'kind a', "muster run '/my dir' a.sh --context 'kind a'"],
  ['-x.sh', 'dev', "muster run --context dev -- '/my dir' -x.sh"],
  ['a.sh', 'muster-embedded', "muster run '/my dir' a.sh --embedded"],
  ['a.sh', '', "muster run '/my dir' a.sh"],
])('the command to repeat %s on the context %j can be pasted', (path, context, command) => {
  expect(rerunCommandOf(path, '/my dir', context)).toBe(command);
});
