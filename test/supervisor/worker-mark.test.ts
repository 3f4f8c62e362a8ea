import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
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

test.runIf(process.platform === 'linux')(
  'of another host, or an earlier start of this one, nobody can tell, though its PID namespace has the same number',
  () => {
    const [view = '', pid, startTime, random] = ownWorkerMark().split('-');
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().replaceAll('-', '');
    expect(view).toBe(`${boot}x${namespace}`);
    const before = Number(startTime) - 1;
    expect(isWorkerGone([view, pid, before, random].join('-'))).toBe(true);
    const otherBoot = `${boot.startsWith('0') ? '1' : '0'}${boot.slice(1)}`;
    expect(isWorkerGone([`${otherBoot}x${namespace}`, pid, before, random].join('-'))).toBe(false);
    expect(isWorkerGone([namespace, pid, before, random].join('-'))).toBe(false);
  },
);

test.each(['', 'a', '7d7f-unknown', '1-1-1-a'])('of %j nobody can tell: it counts as living', (mark) => {
  expect(isWorkerGone(mark)).toBe(false);
});
