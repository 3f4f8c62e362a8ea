import { Option } from '@commander-js/extra-typings';
import { emptyPassesOption, envFileOption, leaseOption, onInterruptOption, temporalCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Invocation } from '../invocation.ts';

export function rerunCommand(invocation: Invocation) {
  return temporalCommand('rerun')
    .summary('run again what a run ran, or what failed in it')
    .description(
      'Starts a new run with the settings of an earlier one, on the same cluster, into the same results directory. Scripts\n' +
        'get the environment of this shell: that of the earlier run is not kept.',
    )
    .argument('[RUN]', 'name of the run (default: the newest)')
    .option('--failed', 'only what failed or errored in it')
    .option('--name <NAME>', 'name of the new run (default: directory, time and four characters)')
    .option('-d, --detach', 'start and return')
    .addOption(emptyPassesOption())
    .addOption(leaseOption())
    .addOption(onInterruptOption())
    .addOption(envFileOption())
    .addOption(formatOption())
    .addOption(
      new Option('--stop-after', 'local servers that this command starts end with it (env MUSTER_ATTACHED=1, CI)'),
    )
    .addHelpText('after', '\nExample:\n  muster rerun nightly-7 --failed')
    .action(async (name, flags) => {
      const { prepareRerun } = await import('../start/prepare-rerun.ts');
      const { planHere, runPlanned, sayNothingToRun } = await import('../start/run-planned.ts');
      const prepared = await prepareRerun(invocation, name, flags);
      const mayBeEmpty = flags.passWithNoScenarios === true;
      if (prepared === undefined) {
        invocation.exitCode = sayNothingToRun(invocation, mayBeEmpty);
        return;
      }
      const { invocation: there, options } = prepared;
      const planned = await planHere(there, options, flags, mayBeEmpty);
      invocation.exitCode = await runPlanned(there, options, flags, planned);
    });
}
