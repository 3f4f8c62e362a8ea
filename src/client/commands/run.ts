import { Option } from '@commander-js/extra-typings';
import { ExitCode } from '../exit-codes.ts';
import { envFileOption, outputOption, scenariosCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson, say } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import { durationText } from '../view/duration.ts';
import { oneLine } from '../view/fit.ts';
import { tableLines } from '../view/table.ts';

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
      .addOption(envFileOption())
      .addOption(outputOption())
      // For `npm start`, which is a look at muster and leaves nothing running.
      .addOption(
        new Option('--stop-after', 'local servers that this command starts end with it (env MUSTER_ATTACHED=1, CI)'),
      )
      .addHelpText('after', '\nExample:\n  muster run scenarios/ -j 8 --tag smoke')
      .action(async (patterns, flags) => {
        const { optionsHere } = await import('../options/options-here.ts');
        const { checkStartable, planLocally } = await import('../start/plan-locally.ts');
        const options = optionsHere(invocation, patterns, flags);
        const { fileVariablesOf, secretsInPlainSight } = await import('../start/handed-over.ts');
        const fileVariables = await fileVariablesOf(invocation, options, flags);
        const plan = await planLocally(options, invocation.cwd);
        if (flags.list === true || flags.dryRun === true) {
          const show = flags.dryRun === true ? describePlan : listPlan;
          await show(invocation, options, plan, flags.output === 'json');
          return;
        }
        await checkStartable(options, plan);
        say(invocation, secretsInPlainSight(options, invocation.env, fileVariables, plan));
        const { executeRun } = await import('../start/execute-run.ts');
        invocation.exitCode = await executeRun(invocation, options, flags, plan, process, fileVariables);
      })
  );
}

async function listPlan(
  invocation: Invocation,
  options: RunOptions,
  plan: readonly PlannedScenario[] | undefined,
  asJson: boolean,
): Promise<void> {
  if (plan === undefined) return sayElsewhere(invocation, options);
  if (asJson) printJson(invocation, plan);
  else
    printData(
      invocation,
      plan.map(({ path }) => oneLine(path)),
    );
}

async function describePlan(
  invocation: Invocation,
  options: RunOptions,
  plan: readonly PlannedScenario[] | undefined,
  asJson: boolean,
): Promise<void> {
  const { checkStartable } = await import('../start/plan-locally.ts');
  const { chooseCluster, clusterText } = await import('../start/choose-cluster.ts');
  const cluster = await chooseCluster(options.cluster, invocation);
  await checkStartable(options, plan);
  say(invocation, [
    `▸ would run on cluster ${clusterText(cluster)}, ${options.tuning.maxParallel} at once; nothing was started`,
  ]);
  if (plan === undefined) return sayElsewhere(invocation, options);
  if (asJson) return printJson(invocation, { ...options, cluster, scenarios: plan });
  const rows = plan.map((scenario) => [
    oneLine(scenario.path),
    durationText(scenario.timeoutMs ?? options.tuning.timeoutMs),
    String(scenario.retries ?? options.tuning.retries),
    (scenario.tags ?? []).map(oneLine).join(','),
  ]);
  printData(invocation, tableLines(['SCENARIO', 'TIMEOUT', 'RETRIES', 'TAGS'], rows));
}

function sayElsewhere(invocation: Invocation, options: RunOptions): void {
  say(invocation, [`${options.scenariosDir} lies on the workers' disk: what it holds is known there only`]);
  invocation.exitCode = ExitCode.Usage;
}
