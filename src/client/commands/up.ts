import { Option } from '@commander-js/extra-typings';
import { Command } from '@commander-js/extra-typings';
import { outputOption } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson, say } from '../invocation.ts';

export function upCommand(invocation: Invocation) {
  return new Command('up')
    .summary('start Temporal, and with --profile a Kubernetes, in the background')
    .description('Starts Temporal in the background, and with --profile a Kubernetes and a worker for it.')
    .addOption(
      new Option('--profile <PROFILE>', 'api: no pods run; workloads: simulated nodes run them').choices([
        'api',
        'workloads',
      ] as const),
    )
    .addOption(outputOption())
    .action(async ({ profile, output }) => {
      const { ensureServers } = await import('../start/local-servers.ts');
      const worker = { cluster: 'embedded' as const, temporalEnv: {} };
      const request = profile === undefined ? { temporal: true } : { temporal: true, kubernetes: profile, worker };
      const answer = await ensureServers(invocation, request, false);
      say(invocation, [answer.startedBackground ? 'started' : 'already running']);
      if (output === 'json') return printJson(invocation, answer);
      printData(invocation, [
        ...(answer.temporal === undefined
          ? []
          : [`temporal    ${answer.temporal.address}`, `web ui      ${answer.temporal.uiUrl}`]),
        ...(answer.kubernetes === undefined
          ? []
          : [`kubernetes  ${answer.kubernetes.server}`, `kubeconfig  ${answer.kubernetes.kubeconfigPath}`]),
        ...(answer.worker === undefined ? [] : [`task queue  ${answer.worker.taskQueue}`]),
      ]);
    });
}
