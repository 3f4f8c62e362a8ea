import { resolve } from 'node:path';
import { SCRIPT_SLOTS_DEFAULT } from '../../shared/limits.ts';
import { usageError } from '../errors.ts';
import { artifactsOption, temporalCommand } from '../flags.ts';
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
    .addOption(artifactsOption())
    .option('--metrics-address <IP:PORT>', 'serve metrics for Prometheus there (env MUSTER_METRICS_ADDRESS)')
    .action(async (flags) => {
      const { temporalForWorker } = await import('../temporal/reach-temporal.ts');
      const { given, wholeNumber } = await import('../options/settings.ts');
      const { kubeconfigWish } = await import('../options/cluster-wish.ts');
      const { artifactsOf } = await import('../options/artifacts.ts');
      const { MetricsAddressError, metricsPlaceOf, runWorker } = await import('../../worker/index.ts');
      const slots = wholeNumber(
        given(flags.scriptSlots, '--script-slots', {}),
        SCRIPT_SLOTS_DEFAULT,
        1,
        SCRIPT_SLOTS_MAX,
      );
      const metrics = placeOf(() => metricsPlaceOf(flags.metricsAddress, invocation.env));
      const target = await temporalForWorker(invocation, flags);
      // Its queue is no cluster of somebody else's here, as it is to a run.
      const clusterFlags = { kubeconfig: flags.kubeconfig, context: flags.context };
      const { env, config } = invocation;
      const { kubeconfigPath, context } = kubeconfigWish(
        { flags: clusterFlags, env: invocation.env, config: invocation.config },
        invocation.cwd,
      );
      await runWorker({
        taskQueue: flags.taskQueue,
        kubeconfigPath,
        context,
        rootDir: resolve(invocation.cwd, flags.root ?? '.'),
        scriptSlots: slots,
        artifacts: artifactsOf({ flags, env, config }, invocation.cwd),
        metrics,
        env: { ...invocation.env, TEMPORAL_ADDRESS: target.address, TEMPORAL_NAMESPACE: target.temporalNamespace },
        onReady: (ready) =>
          say(invocation, [
            `ready: ${ready.taskQueue} · Temporal ${ready.temporalAddress}/${ready.temporalNamespace} · ` +
              `cluster ${ready.context} (${ready.server})`,
          ]),
      }).catch((error: unknown) => {
        throw error instanceof MetricsAddressError ? addressError(error) : error;
      });
    });
}

function placeOf<Place>(parse: () => Place): Place {
  try {
    return parse();
  } catch (error) {
    throw addressError(error);
  }
}

function addressError(error: unknown) {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const why = cause instanceof Error ? cause.message : undefined;
  return usageError(message, 'for instance --metrics-address 127.0.0.1:9464', why);
}
