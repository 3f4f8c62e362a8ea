import { Command } from '@commander-js/extra-typings';
import type { CleanUpResult, OwnedNamespace } from '../cleanup/clean-up.ts';
import { usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive, printData, say } from '../invocation.ts';
import { durationText } from '../view/duration.ts';
import { oneLine } from '../view/fit.ts';
import { tableLines } from '../view/table.ts';

export function cleanupCommand(invocation: Invocation) {
  return new Command('cleanup')
    .summary('delete namespaces that muster left on the cluster')
    .description(
      'Deletes namespaces that muster made and that are still on the cluster. Needs only a kubeconfig, and cannot\n' +
        'know whether a run still uses them: look at the list, or narrow it with --run and --older-than.',
    )
    .option('--run <NAME>', 'only those of this run')
    .option('--older-than <DURATION>', 'only those created longer ago')
    .option('--kubeconfig <FILE>', 'kubeconfig to use (env KUBECONFIG)')
    .option('--context <NAME>', 'context of the kubeconfig (default: its current one)')
    .option('--dry-run', 'only list them')
    .option('-y, --yes', 'do not ask')
    .action(async (flags) => {
      const { loadWished } = await import('../start/choose-cluster.ts');
      const { confirm } = await import('../cleanup/confirm.ts');
      const { deleteOwned, findOwned } = await import('../cleanup/clean-up.ts');
      const { durationMs, given } = await import('../options/settings.ts');
      const { connectCluster } = await import('../../kubernetes/index.ts');
      const olderThanMs = durationMs(given(flags.olderThan, '--older-than', {}), 0);
      const wish = { kubeconfigPath: flags.kubeconfig, context: flags.context };
      const loaded = await loadWished(wish, invocation);
      const kubernetes = connectCluster(loaded);
      try {
        say(invocation, [`▸ cluster ${loaded.context} (${loaded.server})`]);
        const owned = await findOwned(kubernetes, { runName: flags.run, olderThanMs }, Date.now());
        printData(
          invocation,
          owned.length === 0 ? [] : tableLines(['NAMESPACE', 'RUN', 'SCENARIO', 'AGE', 'STATE'], owned.map(rowOf)),
        );
        if (owned.length === 0) return say(invocation, ['no namespaces of muster: nothing to do']);
        if (flags.dryRun === true) return say(invocation, [`${owned.length} namespaces would be deleted`]);
        if (flags.yes !== true) {
          if (!isInteractive(invocation)) throw usageError('Nobody can be asked here', 'say it: muster cleanup -y');
          if (!(await confirm(invocation, `Delete these ${owned.length} namespaces and all that is in them?`))) return;
        }
        report(invocation, await deleteOwned(kubernetes, owned));
      } finally {
        kubernetes.close();
      }
    });
}

function rowOf({ record, runName, scenario, ageMs }: OwnedNamespace): string[] {
  return [record.name, runName, oneLine(scenario), durationText(ageMs), record.terminating ? 'draining' : 'active'];
}

function report(invocation: Invocation, { gone, draining, refused }: CleanUpResult): void {
  say(invocation, [
    ...refused.map(({ namespace, message }) => `! ${namespace.record.name} cannot be deleted: ${message}`),
    `${gone.length} deleted`,
    ...(draining.length === 0 ? [] : [`${draining.length} still draining; their deletion is accepted`]),
    `namespaces left: ${draining.length + refused.length}`,
  ]);
  if (draining.length + refused.length > 0) invocation.exitCode = ExitCode.Environment;
}
