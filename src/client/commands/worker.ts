import { resolve } from 'node:path';
import { SCRIPT_SLOTS_DEFAULT } from '../../shared/limits.ts';
import { selectionOf } from '../start/choose-cluster.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

const SCRIPT_SLOTS_MAX = 10_000;

export function workerCommand(invocation: Invocation) {
  return temporalCommand('worker')
    .summary('run a worker in the foreground')
    .description('Runs a worker in the foreground, for runs that are started with --task-queue. Ctrl-C stops it.')
    .requiredOption('--task-queue <NAME>', 'the queue it serves')
    .option('--kubeconfig <FILE>', 'kubeconfig to use (env KUBECONFIG)')
    .option('--context <NAME>', 'context of the kubeconfig (default: its current one)')
    .option('--root <DIR>', 'where relative paths of runs begin (default: here)')
    .option('--script-slots <N>', 'scripts that it runs at once at most')
    .action(async (flags) => {
      const { temporalForWorker } = await import('../temporal/reach-temporal.ts');
      const { given, wholeNumber } = await import('../options/settings.ts');
      const { runWorker } = await import('../../worker/index.ts');
      const slots = wholeNumber(
        given(flags.scriptSlots, '--script-slots', {}),
        SCRIPT_SLOTS_DEFAULT,
        1,
        SCRIPT_SLOTS_MAX,
      );
      const target = await temporalForWorker(invocation, flags);
      const { kubeconfigPath, context } = selectionOf(
        { kubeconfigPath: flags.kubeconfig, context: flags.context },
        invocation,
      );
      await runWorker({
        taskQueue: flags.taskQueue,
        kubeconfigPath,
        context,
        rootDir: resolve(invocation.cwd, flags.root ?? '.'),
        scriptSlots: slots,
        env: { ...invocation.env, TEMPORAL_ADDRESS: target.address, TEMPORAL_NAMESPACE: target.temporalNamespace },
        onReady: (ready) =>
          say(invocation, [
            `ready: ${ready.taskQueue} · Temporal ${ready.temporalAddress}/${ready.temporalNamespace} · ` +
              `cluster ${ready.context} (${ready.server})`,
          ]),
      });
    });
}
