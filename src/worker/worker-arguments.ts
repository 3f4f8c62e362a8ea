import { parseArgs } from 'node:util';
import { SCRIPT_SLOTS_DEFAULT } from '../shared/limits.ts';
import { metricsPlaceOf } from './metrics-address.ts';
import type { RunWorkerOptions } from './worker-options.ts';

export const USAGE =
  'usage: node dist/worker/main.js --task-queue NAME [--kubeconfig FILE] [--context NAME] [--root DIR] ' +
  '[--script-slots N] [--tools-dir DIR] [--no-temporal-file] [--metrics-address IP:PORT]';

/** Throws a sentence for arguments that cannot be used. */
export function workerArguments(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): RunWorkerOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'task-queue': { type: 'string' },
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      root: { type: 'string' },
      'script-slots': { type: 'string' },
      'tools-dir': { type: 'string' },
      'metrics-address': { type: 'string' },
      'no-temporal-file': { type: 'boolean', default: false },
    },
  });
  const taskQueue = values['task-queue'];
  if (taskQueue === undefined || taskQueue === '') throw new Error('--task-queue is missing');
  return {
    taskQueue,
    // An empty path is what a caller inside a pod has: its cluster comes from no file.
    kubeconfigPath: values.kubeconfig === '' ? undefined : values.kubeconfig,
    context: values.context,
    rootDir: values.root ?? cwd,
    scriptSlots: slotsOf(values['script-slots']),
    toolsDir: values['tools-dir'],
    temporalFile: !values['no-temporal-file'],
    metrics: metricsPlaceOf(values['metrics-address'], env),
    env,
  };
}

function slotsOf(text: string | undefined): number {
  if (text === undefined) return SCRIPT_SLOTS_DEFAULT;
  const slots = Number(text);
  if (!Number.isSafeInteger(slots) || slots < 1) throw new Error(`--script-slots must be a number from 1, not ${text}`);
  return slots;
}
