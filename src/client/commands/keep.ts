import { KEEP_FOR_MS_DEFAULT, KEEP_FOR_MS_MAX, KEEP_FOR_MS_MIN } from '../../shared/limits.ts';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { KubernetesClient } from '../../kubernetes/index.ts';
import type { KeptNamespace } from '../../shared/namespace.ts';
import type { OwnedNamespace } from '../cleanup/find-owned.ts';
import { durationText } from '../view/duration.ts';
import { oneLine } from '../view/fit.ts';
import { keptLines } from '../view/kept-lines.ts';
import { shellWord } from '../../shared/shell-word.ts';

export function keepCommand(invocation: Invocation) {
  return temporalCommand('keep')
    .summary("keep a scenario's namespace for a look")
    .description(
      'Keeps the namespace of a scenario, whatever its outcome. Of one that waits or runs: for so long after its end.\n' +
        'Of one that has ended and is kept: for so long from now on.',
    )
    .argument('[RUN]', 'name of the run, or RUN/SCENARIO (default: the only open one, else the newest)')
    .argument('[SCENARIO]', 'its path, or a name that no other has')
    .option('--for <DURATION>', 'how long it stays (default 2h, at most 7d)')
    .option('--kubeconfig <FILE>', 'where the cluster is (default: as the run was started)')
    .option('--context <NAME>', 'context of the kubeconfig')
    .addHelpText('after', '\nExamples:\n  muster keep net/policy.sh\n  muster keep nightly net/policy.sh --for 8h')
    .action(async (first, second, flags) => {
      if (first === undefined) throw whichScenario();
      const { durationMs } = await import('../options/settings.ts');
      const given = flags.for === undefined ? undefined : { text: flags.for, by: '--for' };
      const forMs = durationMs(given, KEEP_FOR_MS_DEFAULT, KEEP_FOR_MS_MIN, KEEP_FOR_MS_MAX);
      const { withNamedRun } = await import('../reading/with-named-run.ts');
      const { askRun, noteInRun } = await import('../keeping/ask-run.ts');
      const { withRunCluster } = await import('../keeping/run-cluster.ts');
      const { namespacesOfScenario } = await import('../keeping/namespaces-of-run.ts');
      await withNamedRun(invocation, flags, first, second, async (temporal, { run, scenario }) => {
        if (scenario === undefined) throw whichScenario(run.runName);
        const answer = await askRun(temporal, run, { keep: { path: scenario, forMs } });
        if (answer.kind === 'accepted') return say(invocation, acceptedLines(run.runName, answer.path, forMs));
        await withRunCluster(invocation, temporal, run, flags, async (reached) => {
          const path = answer.path ?? scenario;
          const found = await namespacesOfScenario(temporal, run, reached.kubernetes, path);
          const kept = await keepOnCluster(reached.kubernetes, found, forMs);
          await noteInRun(temporal, run, [kept]);
          say(invocation, keptLines(run.runName, [kept], { nowMs: Date.now(), kubectl: reached.kubectl }));
        });
      });
    });
}

function whichScenario(runName = 'RUN'): ClientError {
  return usageError('Which scenario is missing', `muster keep ${shellWord(runName)} SCENARIO`);
}

function acceptedLines(runName: string, path: string, forMs: number): string[] {
  return [
    `${oneLine(path)} stays for ${durationText(forMs)} after its end, whatever its outcome`,
    `  release  muster release ${shellWord(runName)} ${shellWord(oneLine(path))}`,
  ];
}

async function keepOnCluster(
  kubernetes: KubernetesClient,
  found: readonly OwnedNamespace[],
  forMs: number,
): Promise<KeptNamespace> {
  const untilMs = Date.now() + forMs;
  for (const { record, scenario } of found) {
    const { name, uid } = record;
    if (record.terminating || !(await kubernetes.keepNamespace({ name, uid }, untilMs))) continue;
    return { name, uid, scenario, untilMs };
  }
  throw new ClientError(`${found.map(({ record }) => record.name).join(', ')} is being deleted and cannot be kept`, {
    type: 'Namespace.Gone',
    exitCode: ExitCode.Usage,
  });
}
