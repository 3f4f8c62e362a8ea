import type { CleanUpResult } from '../cleanup/clean-up.ts';
import type { OwnedNamespace } from '../cleanup/find-owned.ts';
import { usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { KeptNamespace } from '../../shared/namespace.ts';
import type { KubernetesClient } from '../../kubernetes/index.ts';
import { CLEANUP_WAIT_MS } from '../../shared/limits.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { durationText } from '../view/duration.ts';
import { oneLine } from '../view/fit.ts';

export function releaseCommand(invocation: Invocation) {
  return temporalCommand('release')
    .summary('delete the namespace of a kept scenario')
    .description(
      'Of a scenario that has ended: deletes its namespace and waits until it is gone. Of one that waits or runs: its\n' +
        "namespace is deleted at its end, whatever its outcome and the run's --keep.",
    )
    .argument('[RUN]', 'name of the run, or RUN/SCENARIO (default: the only open one, else the newest)')
    .argument('[SCENARIO]', 'its path, or a name that no other has')
    .option('--all', 'every namespace of the run that is kept now')
    .option('--kubeconfig <FILE>', 'where the cluster is (default: as the run was started)')
    .option('--context <NAME>', 'context of the kubeconfig')
    .addHelpText('after', '\nExamples:\n  muster release net/policy.sh\n  muster release nightly --all')
    .action(async (first, second, flags) => {
      if (first === undefined && flags.all !== true) throw oneOrAll();
      const { withNamedRun } = await import('../reading/with-named-run.ts');
      const { askRun, noteInRun } = await import('../keeping/ask-run.ts');
      const { withRunCluster } = await import('../keeping/run-cluster.ts');
      const { namespacesOfRun, namespacesOfScenario } = await import('../keeping/namespaces-of-run.ts');
      await withNamedRun(invocation, flags, first, second, async (temporal, { run, scenario }) => {
        if ((scenario === undefined) === (flags.all !== true)) throw oneOrAll(run.runName);
        const answer =
          scenario === undefined ? undefined : await askRun(temporal, run, { release: { path: scenario } });
        if (answer?.kind === 'accepted') {
          return say(invocation, [`the namespace of ${oneLine(answer.path)} is deleted at its end`]);
        }
        await withRunCluster(invocation, temporal, run, flags, async ({ kubernetes }) => {
          const found =
            scenario === undefined
              ? (await namespacesOfRun(kubernetes, run)).filter(({ state }) => state === 'kept')
              : await namespacesOfScenario(temporal, run, kubernetes, answer?.path ?? scenario);
          if (found.length === 0) return say(invocation, [`nothing of run ${run.runName} is kept`]);
          const released = await deleteAndSay(invocation, kubernetes, found);
          await noteInRun(temporal, run, released);
        });
      });
    });
}

function oneOrAll(runName = 'RUN') {
  const name = shellWord(runName);
  return usageError('One scenario or all of them', `muster release ${name} SCENARIO, or muster release ${name} --all`);
}

/** What is deleted, as the run should hear of it. */
async function deleteAndSay(
  invocation: Invocation,
  kubernetes: KubernetesClient,
  found: readonly OwnedNamespace[],
): Promise<KeptNamespace[]> {
  const { deleteOwned } = await import('../cleanup/clean-up.ts');
  const result = await deleteOwned(kubernetes, found);
  say(invocation, releasedLines(result));
  if (result.draining.length + result.refused.length > 0) invocation.exitCode = ExitCode.Environment;
  return [...result.gone, ...result.draining].map(({ record: { name, uid }, scenario }) => ({
    name,
    uid,
    scenario,
    untilMs: 0,
  }));
}

function releasedLines({ gone, draining, refused }: CleanUpResult): string[] {
  const wait = durationText(CLEANUP_WAIT_MS);
  return [
    ...gone.map(({ scenario, record }) => `released ${oneLine(scenario)}: ${record.name} is gone`),
    ...draining.map(({ record }) => `! ${record.name} is still going after ${wait}; its deletion is accepted`),
    ...refused.map(({ namespace, message }) => `! ${namespace.record.name} cannot be deleted: ${oneLine(message)}`),
  ];
}
