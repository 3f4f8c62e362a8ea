import { expect, it } from 'vitest';
import { coloured, paintFor, plain } from '../../../src/client/view/paint.ts';

it.each([
  [{ isTTY: true }, {}, coloured],
  [{ isTTY: false }, {}, plain],
  [{}, {}, plain],
  [{ isTTY: true }, { NO_COLOR: '1' }, plain],
  [{ isTTY: true }, { NO_COLOR: '' }, coloured],
  [{ isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' }, plain],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, coloured],
  [{ isTTY: true }, { FORCE_COLOR: '0' }, plain],
  [{ isTTY: true }, { TERM: 'dumb' }, plain],
])('%o with %o decides about colours', (stream, env, expected) => {
  expect(paintFor(stream, env)).toBe(expected);
});

it('a colour adds escape sequences and nothing else', () => {
  expect(coloured('red', 'x')).toContain('\u001b[31m');
});
