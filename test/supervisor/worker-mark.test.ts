import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isWorkerGone, ownWorkerMark } from '../../src/supervisor/worker-mark.ts';

test('every mark is another one, without the dot that ends it', () => {
  expect(ownWorkerMark()).not.toBe(ownWorkerMark());
  expect(ownWorkerMark()).not.toContain('.');
});

test('a worker that lives is not gone', () => {
  expect(isWorkerGone(ownWorkerMark())).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'a worker is gone when its process is, also when its number belongs to another one since',
  async () => {
    const [view, pid, startTime, random] = ownWorkerMark().split('-');
    expect(isWorkerGone([view, pid, Number(startTime) - 1, random].join('-'))).toBe(true);
    const child = spawn('true');
    await once(child, 'exit');
    expect(isWorkerGone([view, child.pid, startTime, random].join('-'))).toBe(true);
  },
);

test.each(['', 'a', '7d7f-unknown', '1-1-1-a'])('of %j nobody can tell: it counts as living', (mark) => {
  expect(isWorkerGone(mark)).toBe(false);
});
