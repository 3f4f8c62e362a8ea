import { expect, it } from 'vitest';
import { forcedScreen, hasMovingFrame, screenHere } from '../../../src/client/view/screen.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';

it.each([
  ['100x30', { columns: 100, rows: 30 }],
  ['1x1', { columns: 1, rows: 1 }],
  ['0x30', undefined],
  ['1001x30', undefined],
  ['100', undefined],
  ['100x30x2', undefined],
  ['', undefined],
])('MUSTER_FORCE_TTY=%s', (value, screen) => {
  expect(forcedScreen({ env: { MUSTER_FORCE_TTY: value } })).toEqual(screen);
});

function terminal(env: Record<string, string>, size = {}) {
  const invocation = fakeInvocation('/', env);
  Object.assign(invocation.stdin, { isTTY: true });
  Object.assign(invocation.stderr, { isTTY: true, ...size });
  return invocation;
}

it('the frame moves on a terminal only, not in CI and not on a dumb one, unless it is forced', () => {
  expect(hasMovingFrame(terminal({ TERM: 'xterm' }))).toBe(true);
  expect(hasMovingFrame(terminal({ TERM: 'dumb' }))).toBe(false);
  expect(hasMovingFrame(terminal({ CI: '1' }))).toBe(false);
  expect(hasMovingFrame(fakeInvocation('/'))).toBeFalsy();
  expect(hasMovingFrame(fakeInvocation('/', { CI: '1', MUSTER_FORCE_TTY: '80x24' }))).toBe(true);
});

it('a terminal that nobody has given a size is taken for one of 80 × 24', () => {
  expect(screenHere(terminal({}, { columns: 0, rows: 0 }))).toEqual({ columns: 80, rows: 24 });
  expect(screenHere(terminal({}, { columns: 40, rows: 10 }))).toEqual({ columns: 40, rows: 10 });
});
