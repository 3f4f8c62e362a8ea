import { expect, test } from 'vitest';
import { processStatOf } from '../../src/shared/process-stat.ts';

const rest = Array.from({ length: 16 }, (_, index) => 100 + index).join(' ');

test.each(['node', 'a b', ') (', 'S) R 1 2'])('a command may hold anything: %j', (command) => {
  const stat = processStatOf(`7 (${command}) S 1 5 ${rest} 4242 9 9\n`);
  expect(stat).toEqual({ command, parent: '1', group: '5', startTime: '4242' });
});

test.each(['Z', 'X'])('one that has ended and was not reaped (%s) is not there', (state) => {
  expect(processStatOf(`7 (node) ${state} 1 5 ${rest} 4242\n`)).toBeUndefined();
});
