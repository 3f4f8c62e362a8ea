import { expect, it } from 'vitest';
import type { LiveEffect, LiveFacts, LiveState } from '../../../src/client/follow/live-state.ts';
import { noPane, pressLive } from '../../../src/client/follow/live-state.ts';

const facts: LiveFacts = {
  hasFrame: true,
  isOpen: true,
  limit: 4,
  paused: false,
  choices: [{ path: 'old.sh' }, { path: 'young.sh' }, { path: 'failed.sh', resultName: 'failed' }],
  offsetMax: 10,
  room: 5,
};

function pressed(keys: readonly string[], change: Partial<LiveFacts> = {}, from: LiveState = noPane) {
  let state = from;
  const effects: LiveEffect[] = [];
  for (const key of keys) {
    const [next, effect] = pressLive(state, key, { ...facts, ...change });
    state = next;
    effects.push(effect);
  }
  return { state, effects };
}

it('each press of + and - builds on what was wished for, not on what was read last', () => {
  const { effects } = pressed(['+', '=', '+', '-']);
  expect(effects).toEqual([5, 6, 7, 6].map((limit) => ({ kind: 'scale', limit })));
});

it('slots stay within what a run takes', () => {
  expect(pressed(['-'], { limit: 1 }).effects).toEqual([{ kind: 'scale', limit: 1 }]);
  expect(pressed(['+'], { limit: 1_000 }).effects).toEqual([{ kind: 'scale', limit: 1_000 }]);
});

it('p pauses, then resumes what it has asked to pause', () => {
  expect(pressed(['p', 'p']).effects).toEqual([
    { kind: 'pause', paused: true },
    { kind: 'pause', paused: false },
  ]);
  expect(pressed(['p'], { paused: true }).effects).toEqual([{ kind: 'pause', paused: false }]);
});

it('of a run that is over nothing is asked', () => {
  expect(pressed(['+', '-', 'p'], { isOpen: false }).effects.map(({ kind }) => kind)).toEqual(['none', 'none', 'none']);
});

it.each(['?', 'f', 'l'])('%s opens a page; the same key, q and Escape close it', (key) => {
  expect(pressed([key]).state.pane).not.toBe('none');
  for (const back of [key, 'q', 'escape']) expect(pressed([key, back]).state.pane).toBe('none');
});

it('the log is that of what has run for longest; j and k choose another one, as far as there are any', () => {
  expect(pressed(['l']).state.chosen?.path).toBe('old.sh');
  expect(pressed(['l', 'j', 'down', 'j']).state.chosen?.path).toBe('failed.sh');
  expect(pressed(['l', 'j', 'k', 'up']).state.chosen?.path).toBe('old.sh');
});

it('a log stays although its scenario has ended', () => {
  const { state } = pressed(['l']);
  const rest = { choices: [{ path: 'young.sh' }] };
  expect(pressed(['page-up'], rest, state).state.chosen?.path).toBe('old.sh');
  expect(pressed(['j'], rest, state).state.chosen?.path).toBe('young.sh');
});

it('a list is scrolled from its start, a log from its end, and not beyond what there is', () => {
  expect(pressed(['f', 'j', 'j', 'k']).state.offset).toBe(1);
  expect(pressed(['f', 'G', 'j']).state.offset).toBe(10);
  expect(pressed(['f', 'end', 'g', 'k']).state.offset).toBe(0);
  expect(pressed(['l', 'page-up', 'page-up', 'page-down']).state.offset).toBe(4);
  expect(pressed(['l', 'page-down']).state.offset).toBe(0);
});

it('keys of pages do nothing where no page is open', () => {
  expect(pressed(['j', 'k', 'q', 'escape', 'enter', 'x', 'up']).effects.every(({ kind }) => kind === 'none')).toBe(
    true,
  );
});

it('what cannot be shown is said: no frame, no log', () => {
  expect(pressed(['f'], { hasFrame: false }).effects[0]?.kind).toBe('say');
  expect(pressed(['l'], { choices: [] }).effects[0]?.kind).toBe('say');
});

it('a page keeps what was asked of the run', () => {
  expect(pressed(['+', 'l', 'q', '+']).effects.at(-1)).toEqual({ kind: 'scale', limit: 6 });
});
