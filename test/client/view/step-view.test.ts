import { expect, it } from 'vitest';
import { stepLine } from '../../../src/client/view/step-view.ts';

it('a step that cannot be counted is only named', () => {
  expect(stepLine({ step: 'starting Temporal' })).toBe('· starting Temporal');
  expect(stepLine({ step: 'x', done: 3, total: 0 })).toBe('· x');
});

it('a step that counts shows its share, never more than all of it', () => {
  expect(stepLine({ step: 'building', done: 41, total: 100 })).toBe(
    `· building  ${'█'.repeat(8)}${'·'.repeat(12)} 41%`,
  );
  expect(stepLine({ step: 'building', done: 120, total: 100 })).toBe(`· building  ${'█'.repeat(20)} 100%`);
});
