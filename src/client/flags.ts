import { Command, Option } from '@commander-js/extra-typings';
import { onInterruptChoices } from './options/on-interrupt.ts';
import { openWhenChoices } from './options/open-when.ts';

function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** Flags of every command that talks to Temporal. */
export function temporalCommand(name: string) {
  return new Command(name)
    .option('--temporal-address <HOST:PORT>', 'a Temporal of your own (env TEMPORAL_ADDRESS, temporal.toml)')
    .option('--temporal-namespace <NAME>', 'its namespace (env TEMPORAL_NAMESPACE)')
    .addOption(configOption())
    .addOption(noConfigOption());
}

/** Both on every command that has settings: `program.ts` reads the file before such a command acts. */
export function configOption() {
  return new Option('--config <FILE>', 'configuration file (default: the nearest muster.config.yaml, here or above)');
}

export function noConfigOption() {
  return new Option('--no-config', 'use no configuration file');
}

/** Flags that say which scenarios, and in which order. */
function selectingCommand(name: string) {
  return temporalCommand(name)
    .option('--tag <TAG>', 'only scenarios with this tag (repeatable: all of them)', collect)
    .option('-l, --label <KEY=VALUE>', 'only scenarios whose metadata says so (repeatable: all of them)', collect)
    .option('-g, --grep <RE>', 'only scenarios whose path matches')
    .option('-G, --grep-invert <RE>', 'only scenarios whose path does not match')
    .option('--shard <I/N>', 'only the I-th of N equal parts, for N machines that share a suite')
    .addOption(
      new Option(
        '--order <ORDER>',
        'which start first: longest, by earlier runs or metadata (default), or name',
      ).choices(['longest', 'name'] as const),
    )
    .option('--lock-by <KEY>', 'scenarios with the same value of this metadata key never overlap');
}

/** Flags of every command that chooses scenarios and a cluster: `run` and `schedule create`. */
export function scenariosCommand(name: string) {
  return selectingCommand(name)
    .option('-j, --max-parallel <N>', 'scenarios at once (env MAX_PARALLEL, default 4)')
    .option('-s, --scenarios-dir <DIR>', 'where the scripts lie (env SCENARIOS_DIR, default scenarios)')
    .option('-r, --results-dir <DIR>', 'where results go (env RESULTS_DIR, default test-results)')
    .option('--timeout <DURATION>', 'time limit of one script, with its unit (default 1h)')
    .option('--retries <N>', 'more attempts for a scenario that failed (default 0)')
    .addOption(new Option('-x', 'the same as --max-failures 1').implies({ maxFailures: '1' }))
    .option('--max-failures <N>', 'start nothing more once so many scenarios have failed or errored')
    .option('--fail-on-flaky', 'a flaky scenario fails the run')
    .addOption(
      new Option(
        '--access <REACH>',
        'what scripts may touch: cluster, with your credentials, or only their namespace',
      ).choices(['cluster', 'namespace'] as const),
    )
    .addOption(
      new Option('--keep <WHEN>', 'whose namespaces stay for a look').choices([
        'never',
        'on-failure',
        'always',
      ] as const),
    )
    .option('--stuck-after <DURATION>', 'how long a namespace may take to go before it is reported (default 5m)')
    .option('--no-diagnostics', 'do not look at what the namespace of a failed attempt holds before it goes')
    .addOption(
      new Option('--junit-profile <PROFILE>', 'strict: junit.xml for the narrowest schemas').choices([
        'standard',
        'strict',
      ] as const),
    )
    .option('--keep-for <DURATION>', 'how long they stay (default 2h)')
    .option(
      '--pass-env <NAME>',
      "a variable of the worker's own that scripts get: with --task-queue or a schedule (repeatable)",
      collect,
    )
    .option('--secret-env <NAME>', 'a variable whose value is kept out of logs and results (repeatable)', collect)
    .option('--no-preflight', 'do not ask first for the rights on the cluster: some grant them namespace by namespace')
    .option('--namespace-prefix <PREFIX>', 'how the namespaces begin (default muster)')
    .option('--namespace-label <KEY=VALUE>', 'a label of every namespace (repeatable)', collect)
    .option('--namespace-annotation <KEY=VALUE>', 'an annotation of every namespace (repeatable)', collect)
    .option('--apply <FILE>', 'manifests for every namespace, applied before its script (repeatable)', collect)
    .option('--quota <RESOURCE=AMOUNT>', "a limit of every namespace's ResourceQuota (repeatable)", collect)
    .option('--limit-default <RESOURCE=AMOUNT>', 'what a container gets that says nothing (repeatable)', collect)
    .addOption(
      new Option('--network-policy <POLICY>', 'default-deny: pods reach their own namespace and DNS only').choices([
        'open',
        'default-deny',
      ] as const),
    )
    .addOption(
      new Option('--pod-security <LEVEL>', 'level that the API server enforces').choices([
        'privileged',
        'baseline',
        'restricted',
      ] as const),
    )
    .option('--kubeconfig <FILE>', 'kubeconfig to use (env KUBECONFIG)')
    .option('--context <NAME>', 'context of the kubeconfig (default: its current one)')
    .addOption(new Option('--embedded', 'a Kubernetes that muster starts on this machine'))
    .option('--task-queue <NAME>', 'workers that somebody else runs, with their cluster and their disk')
    .option('--bundle', 'send the scenarios directory along to those workers, through the artifact store')
    .addOption(artifactsOption());
}

/** Also of workers. */
export function artifactsOption() {
  return new Option(
    '--artifacts <URL>',
    'the artifact store: a directory, or s3://BUCKET/PREFIX (env MUSTER_ARTIFACTS)',
  );
}

export type TemporalFlags = {
  readonly temporalAddress?: string | undefined;
  readonly temporalNamespace?: string | undefined;
};

/** Of commands that hand this shell's environment over; others know it to refuse it. */
export function envFileOption() {
  return new Option(
    '--env-file <FILE>',
    'variables for scripts, all of them secret: NAME=value lines (repeatable)',
  ).argParser(collect);
}

/** Both of commands that start a run and follow it. */
export function leaseOption() {
  return new Option(
    '--lease <DURATION>',
    'the run cancels itself when this command is gone for so long, or off (default: 5m in CI, else off)',
  );
}

export function onInterruptOption() {
  return new Option(
    '--on-interrupt <WHAT>',
    'what Ctrl-C does (env MUSTER_ON_INTERRUPT; default: ask on a terminal, else cancel)',
  ).choices(onInterruptChoices);
}

export function openOption() {
  return new Option(
    '--open <WHEN>',
    'show report.html in the browser at the end; never in CI or without a terminal (default: never)',
  ).choices(openWhenChoices);
}

/** Of commands that start a run. */
export function emptyPassesOption() {
  return new Option('--pass-with-no-scenarios', 'end with 0, not 5, when there is nothing to run');
}

/** `-o json` for commands that print data. */
export function outputOption() {
  return new Option('-o, --output <FORMAT>', 'text or json')
    .choices(['text', 'json'] as const)
    .default('text' as const);
}
