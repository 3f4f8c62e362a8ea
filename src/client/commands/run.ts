import { Option } from '@commander-js/extra-typings';
import { ExitCode } from '../exit-codes.ts';
import {
  emptyPassesOption,
  envFileOption,
  leaseOption,
  onInterruptOption,
  openOption,
  scenariosCommand,
} from '../flags.ts';
import type { OutputFormat } from '../formats/format-option.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Column, Listing } from '../formats/print-records.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import { durationText } from '../view/duration.ts';

export function runCommand(invocation: Invocation) {
  return (
    scenariosCommand('run')
      .summary('run scenarios and follow them')
      .description(
        'Runs scripts against Kubernetes in parallel, each in a namespace of its own.\n' +
          'A first argument that is a directory is the scenarios directory; the others are patterns:\n' +
          'paths, globs or names of scripts.',
      )
      .argument('[PATTERN...]', 'a scenarios directory, then what to run in it (default: everything)')
      .option('--name <NAME>', 'name of the run (default: directory, time and four characters)')
      .option('--list', 'print what would run, one path per line, and stop')
      .option('--dry-run', 'print what would run, where and how, and stop')
      .option('-d, --detach', 'start and return')
      .addOption(
        new Option('--last-failed', 'only what failed or errored in the last run into the results directory').conflicts(
          'failedFrom',
        ),
      )
      .option('--failed-from <RUN>', 'only what failed or errored in that run')
      .addOption(emptyPassesOption())
      .addOption(leaseOption())
      .addOption(onInterruptOption())
      .addOption(openOption())
      .addOption(envFileOption())
      .addOption(formatOption())
      // For `npm start`, which is a look at muster and leaves nothing running.
      .addOption(
        new Option('--stop-after', 'local servers that this command starts end with it (env MUSTER_ATTACHED=1, CI)'),
      )
      .addHelpText('after', '\nExample:\n  muster run scenarios/ -j 8 --tag smoke')
      .action(async (patterns, flags) => {
        const { optionsHere } = await import('../options/options-here.ts');
        const { onlyFailed } = await import('../start/only-failed.ts');
        const { planHere, runPlanned, sayNothingToRun } = await import('../start/run-planned.ts');
        const mayBeEmpty = flags.passWithNoScenarios === true;
        const options = await onlyFailed(invocation, optionsHere(invocation, patterns, flags), flags);
        if (options === undefined) {
          invocation.exitCode = sayNothingToRun(invocation, mayBeEmpty);
          return;
        }
        const planned = await planHere(invocation, options, flags, mayBeEmpty);
        if (flags.list === true || flags.dryRun === true) {
          const show = flags.dryRun === true ? describePlan : listPlan;
          await show(invocation, options, planned.plan, flags.output);
          // A run says so itself.
          say(
            invocation,
            planned.notices.map((notice) => `! ${notice}`),
          );
          return;
        }
        const exitCode = await runPlanned(invocation, options, flags, planned);
        invocation.exitCode = exitCode;
        const { openWhenAsked } = await import('../reports/open-when.ts');
        await openWhenAsked(invocation, options, exitCode, flags.open);
      })
  );
}

async function listPlan(
  invocation: Invocation,
  options: RunOptions,
  plan: readonly PlannedScenario[] | undefined,
  format: OutputFormat,
): Promise<void> {
  if (plan === undefined) return sayElsewhere(invocation, options);
  const { printListing } = await import('../formats/print-records.ts');
  // Paths alone, which `muster run` takes as patterns.
  const shown = format === 'text' ? 'name' : format;
  await printListing(invocation, shown, planListing(options, plan));
}

async function describePlan(
  invocation: Invocation,
  options: RunOptions,
  plan: readonly PlannedScenario[] | undefined,
  format: OutputFormat,
): Promise<void> {
  const { checkStartable } = await import('../start/plan-locally.ts');
  const { chooseCluster, clusterText } = await import('../start/choose-cluster.ts');
  const cluster = await chooseCluster(options.cluster, invocation);
  await checkStartable(options, plan);
  say(invocation, [
    `▸ would run on cluster ${clusterText(cluster)}, ${options.tuning.maxParallel} at once; nothing was started`,
  ]);
  if (plan === undefined) return sayElsewhere(invocation, options);
  const { printListing } = await import('../formats/print-records.ts');
  await printListing(invocation, format, { ...planListing(options, plan), head: { ...options, cluster } });
}

function planListing({ tuning }: RunOptions, records: readonly PlannedScenario[]): Listing<PlannedScenario> {
  return {
    key: 'scenarios',
    records,
    name: ({ path }) => path,
    columns: [
      { title: 'SCENARIO', cell: ({ path }) => path },
      { title: 'TIMEOUT', cell: ({ timeoutMs }) => durationText(timeoutMs ?? tuning.timeoutMs) },
      { title: 'RETRIES', cell: ({ retries }) => String(retries ?? tuning.retries) },
      { title: 'TAGS', cell: ({ tags = [] }) => tags.join(',') },
      {
        title: 'EXPECTED',
        wide: true,
        cell: ({ estimatedMs }) => (estimatedMs === undefined ? '' : durationText(estimatedMs)),
      },
      { title: 'ACCESS', wide: true, cell: ({ access }) => access ?? tuning.access },
      ...orderColumns.filter(({ cell }) => records.some((record) => cell(record) !== '')),
    ],
  };
}

/** Most suites have none of these. */
const orderColumns: readonly Column<PlannedScenario>[] = [
  { title: 'LOCKS', cell: ({ locks = [] }) => locks.join(',') },
  { title: 'AFTER', cell: ({ dependsOn = [] }) => dependsOn.join(',') },
  { title: 'ALONE', cell: ({ exclusive }) => (exclusive === true ? 'yes' : '') },
];

function sayElsewhere(invocation: Invocation, options: RunOptions): void {
  say(invocation, [`${options.scenariosDir} lies on the workers' disk: what it holds is known there only`]);
  invocation.exitCode = ExitCode.Usage;
}
