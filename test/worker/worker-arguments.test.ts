import { expect, test } from 'vitest';
import { SCRIPT_SLOTS_DEFAULT } from '../../src/shared/limits.ts';
import { workerArguments } from '../../src/worker/worker-arguments.ts';

const parse = (...argv: string[]) => workerArguments(argv, '/here', { HOME: '/h' });

test('only the task queue must be given', () => {
  expect(parse('--task-queue', 'q')).toEqual({
    taskQueue: 'q',
    rootDir: '/here',
    scriptSlots: SCRIPT_SLOTS_DEFAULT,
    temporalFile: true,
    env: { HOME: '/h' },
    kubeconfigPath: undefined,
    context: undefined,
    toolsDir: undefined,
    metrics: undefined,
  });
});

test('everything else can be', () => {
  const argv = ['--kubeconfig', '/k', '--context', 'c', '--root', '/r', '--script-slots', '3', '--tools-dir', '/t'];
  expect(parse('--task-queue', 'q', ...argv, '--no-temporal-file')).toMatchObject({
    kubeconfigPath: '/k',
    context: 'c',
    rootDir: '/r',
    scriptSlots: 3,
    toolsDir: '/t',
    temporalFile: false,
  });
});

test.each([
  [[], '--task-queue'],
  [['--task-queue', ''], '--task-queue'],
  [['--task-queue', 'q', '--script-slots', '0'], '--script-slots'],
  [['--task-queue', 'q', '--script-slots', '1.5'], '--script-slots'],
  [['--task-queue', 'q', '--script-slots', 'many'], '--script-slots'],
  [['--task-queue', 'q', '--unknown'], '--unknown'],
])('%j is refused with a sentence about %s', (argv, about) => {
  expect(() => parse(...argv)).toThrow(about);
});
