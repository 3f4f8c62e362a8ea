import { Command, Option } from '@commander-js/extra-typings';

function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** Flags of every command that talks to Temporal. */
export function temporalCommand(name: string) {
  return new Command(name)
    .option('--temporal-address <HOST:PORT>', 'a Temporal of your own (env TEMPORAL_ADDRESS, temporal.toml)')
    .option('--temporal-namespace <NAME>', 'its namespace (env TEMPORAL_NAMESPACE)');
}

/** Flags of every command that chooses scenarios and a cluster: `run` and `schedule create`. */
export function scenariosCommand(name: string) {
  return temporalCommand(name)
    .option('--tag <TAG>', 'only scenarios with this tag (repeatable: all of them)', collect)
    .option('-l, --label <KEY=VALUE>', 'only scenarios whose metadata says so (repeatable: all of them)', collect)
    .option('-g, --grep <RE>', 'only scenarios whose path matches')
    .option('-G, --grep-invert <RE>', 'only scenarios whose path does not match')
    .option('-j, --max-parallel <N>', 'scenarios at once (env MAX_PARALLEL, default 4)')
    .option('-s, --scenarios-dir <DIR>', 'where the scripts lie (env SCENARIOS_DIR, default scenarios)')
    .option('-r, --results-dir <DIR>', 'where results go (env RESULTS_DIR, default test-results)')
    .option('--timeout <DURATION>', 'time limit of one script, with its unit (default 1h)')
    .option('--retries <N>', 'more attempts for a scenario that failed (default 0)')
    .option('--namespace-prefix <PREFIX>', 'how the namespaces begin (default muster)')
    .option('--kubeconfig <FILE>', 'kubeconfig to use (env KUBECONFIG)')
    .option('--context <NAME>', 'context of the kubeconfig (default: its current one)')
    .addOption(new Option('--embedded', 'a Kubernetes that muster starts on this machine'))
    .option('--task-queue <NAME>', 'workers that somebody else runs, with their cluster and their disk');
}

export type TemporalFlags = {
  readonly temporalAddress?: string | undefined;
  readonly temporalNamespace?: string | undefined;
};

/** `-o json` for commands that print data. */
export function outputOption() {
  return new Option('-o, --output <FORMAT>', 'text or json')
    .choices(['text', 'json'] as const)
    .default('text' as const);
}
