import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { birthCount, isLowestOf } from '../../src/supervisor/births.ts';

const isLinux = process.platform === 'linux';

test.runIf(isLinux)('every process counts', async () => {
  const before = birthCount() ?? Number.NaN;
  const child = spawn('true');
  await once(child, 'exit');
  expect(birthCount()).toBeGreaterThan(before);
});

test.runIf(isLinux)('numbers that cannot have started anew are all higher than that of a process just made', () => {
  expect(isLowestOf({ pid: 100, before: birthCount() ?? 0 })).toBe(true);
});

test('numbers that may have started anew say nothing', () => {
  // As many were made since as there are numbers.
  expect(isLowestOf({ pid: 100, before: (birthCount() ?? 0) - 4_194_304 })).toBe(false);
});
