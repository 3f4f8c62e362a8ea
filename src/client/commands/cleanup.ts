import { Command, Option } from '@commander-js/extra-typings';
import type { LoadedCluster } from '../../kubernetes/index.ts';
import type { CleanUpResult } from '../cleanup/clean-up.ts';
import { countText, keptLines, ownedLines, questionText, resultLines, resultRecords } from '../cleanup/cleanup-view.ts';
import type { OwnedNamespace } from '../cleanup/find-owned.ts';
import { usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { configOption, noConfigOption, outputOption } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive, printData, printJson, say } from '../invocation.ts';

export function cleanupCommand(invocation: Invocation) {
  return new Command('cleanup')
    .summary('delete namespaces that muster left on the cluster')
    .description(
      'Deletes namespaces that muster made and that are still on the cluster. Needs only a kubeconfig (in a pod: its\n' +
        'service account), and cannot know whether a run still uses them: look at the list, or narrow it with --run,\n' +
        '--older-than or --expired, which nobody can still need.',
    )
    .option('--run <NAME>', 'only those of this run')
    .option('--older-than <DURATION>', 'only those created longer ago')
    .option('--expired', 'only those past their hard expiry, whoever made them')
    .addOption(new Option('--kept', 'also those that are kept for a look').conflicts('expired'))
    .addOption(
      new Option('--embedded', 'the Kubernetes that muster started on this machine').conflicts([
        'kubeconfig',
        'context',
      ]),
    )
    .option('--kubeconfig <FILE>', 'kubeconfig to use (env KUBECONFIG)')
    .option('--context <NAME>', 'context of the kubeconfig (default: its current one)')
    .addOption(configOption())
    .addOption(noConfigOption())
    .option('--dry-run', 'only list them')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action(async (flags) => {
      const { loadWished } = await import('../start/choose-cluster.ts');
      const { findOwned } = await import('../cleanup/find-owned.ts');
      const { deleteOwned } = await import('../cleanup/clean-up.ts');
      const { durationMs, given } = await import('../options/settings.ts');
      const { kubeconfigWish } = await import('../options/cluster-wish.ts');
      const { connectCluster } = await import('../../kubernetes/index.ts');
      const filter = {
        runName: flags.run,
        olderThanMs: durationMs(given(flags.olderThan, '--older-than', {}), 0),
        onlyExpired: flags.expired === true,
      };
      const wish =
        flags.embedded === true
          ? { kubeconfigPath: await embeddedKubeconfig(invocation) }
          : kubeconfigWish({ flags, env: invocation.env, config: invocation.config }, invocation.cwd);
      const cluster = await loadWished(wish, invocation);
      const kubernetes = connectCluster(cluster);
      try {
        say(invocation, [`▸ cluster ${cluster.context} (${cluster.server})`]);
        const owned = await findOwned(kubernetes, filter, Date.now());
        const spared = owned.filter(({ state }) => state === 'kept' && flags.kept !== true);
        const chosen = owned.filter((namespace) => !spared.includes(namespace));
        const isJson = flags.output === 'json';
        if (!isJson) printData(invocation, ownedLines(owned));
        const wanted =
          chosen.length > 0 && flags.dryRun !== true && (flags.yes === true || (await ask(invocation, chosen, isJson)));
        const result = wanted ? await deleteOwned(kubernetes, chosen, { onlyUnchanged: true }) : undefined;
        if (isJson) printJson(invocation, jsonOf(cluster, owned, spared, result));
        say(invocation, [...keptLines(spared), ...endLines(chosen, result, flags)]);
        if (leftCount(result) > 0) invocation.exitCode = ExitCode.Environment;
      } finally {
        kubernetes.close();
      }
    });
}

/** That of the servers as they run now or ran last; a cluster that does not run says so by itself. */
async function embeddedKubeconfig({ env }: Invocation): Promise<string> {
  const { adminKubeconfigOf } = await import('../../local/index.ts');
  return adminKubeconfigOf(env);
}

async function ask(invocation: Invocation, chosen: readonly OwnedNamespace[], isJson: boolean): Promise<boolean> {
  if (!isInteractive(invocation)) throw usageError('Nobody can be asked here', 'say it: muster cleanup -y');
  // What is asked about has to be seen; stdout is for the data.
  if (isJson) say(invocation, ownedLines(chosen));
  const { confirm } = await import('../cleanup/confirm.ts');
  return await confirm(invocation, questionText(chosen));
}

function endLines(
  chosen: readonly OwnedNamespace[],
  result: CleanUpResult | undefined,
  {
    expired = false,
    dryRun = false,
  }: { readonly expired?: boolean | undefined; readonly dryRun?: boolean | undefined },
): string[] {
  if (result !== undefined) return resultLines(result);
  if (chosen.length === 0) return [`no ${expired ? 'expired ' : ''}namespaces of muster to delete: nothing to do`];
  return [dryRun ? `${countText(chosen.length)} would be deleted` : 'nothing was deleted'];
}

function jsonOf(
  { context, server }: LoadedCluster,
  owned: readonly OwnedNamespace[],
  spared: readonly OwnedNamespace[],
  result: CleanUpResult | undefined,
) {
  return { context, server, namespaces: resultRecords(owned, spared, result), left: leftCount(result) };
}

/** Those that were to be deleted and are still there. */
function leftCount(result: CleanUpResult | undefined): number {
  return result === undefined ? 0 : result.draining.length + result.changed.length + result.refused.length;
}
