import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { cancelCommand } from './commands/cancel.ts';
import { cleanupCommand } from './commands/cleanup.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { describeCommand } from './commands/describe.ts';
import { downCommand } from './commands/down.ts';
import { explainCommand } from './commands/explain.ts';
import { initCommand } from './commands/init.ts';
import { keepCommand } from './commands/keep.ts';
import { listCommand } from './commands/list.ts';
import { logsCommand } from './commands/logs.ts';
import { pauseCommand, resumeCommand } from './commands/pause.ts';
import { releaseCommand } from './commands/release.ts';
import { rerunCommand } from './commands/rerun.ts';
import { reportCommand } from './commands/report.ts';
import { resultsCommand } from './commands/results.ts';
import { runCommand } from './commands/run.ts';
import { scaleCommand } from './commands/scale.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { schemaCommand } from './commands/schema.ts';
import { statusCommand } from './commands/status.ts';
import { upCommand } from './commands/up.ts';
import { validateCommand } from './commands/validate.ts';
import { waitCommand } from './commands/wait.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import { usageOfCommander } from './commander-error.ts';
import type { ConfigFile } from './config/config-file.ts';
import type { ConfigFlag } from './config/load-config.ts';
import type { Invocation } from './invocation.ts';

/** The tree of commands. Each loads what it needs when it is called, so that help stays quick. */
export function program(invocation: Invocation, version: string) {
  const root = new Command('muster')
    .description(
      'GNU parallel for Kubernetes test scripts: a namespace each, one true result each, nothing left behind.',
    )
    .version(version)
    .hook('preAction', async (_, command) => {
      invocation.config = await configOf(command, invocation.cwd);
    })
    .addCommand(runCommand(invocation))
    .addCommand(rerunCommand(invocation))
    .addCommand(watchCommand(invocation))
    .addCommand(waitCommand(invocation))
    .addCommand(statusCommand(invocation))
    .addCommand(listCommand(invocation))
    .addCommand(resultsCommand(invocation))
    .addCommand(describeCommand(invocation))
    .addCommand(logsCommand(invocation))
    .addCommand(scaleCommand(invocation))
    .addCommand(pauseCommand(invocation))
    .addCommand(resumeCommand(invocation))
    .addCommand(cancelCommand(invocation))
    .addCommand(keepCommand(invocation))
    .addCommand(releaseCommand(invocation))
    .addCommand(initCommand(invocation))
    .addCommand(validateCommand(invocation))
    .addCommand(configCommand(invocation))
    .addCommand(schemaCommand(invocation))
    .addCommand(explainCommand(invocation))
    .addCommand(doctorCommand(invocation))
    .addCommand(reportCommand(invocation))
    .addCommand(cleanupCommand(invocation))
    .addCommand(upCommand(invocation))
    .addCommand(downCommand(invocation))
    .addCommand(workerCommand(invocation))
    .addCommand(scheduleCommand(invocation))
    .addCommand(completionCommand(invocation))
    .addCommand(completeCommand(invocation), { hidden: true })
    .addHelpText(
      'after',
      '\nExit codes:\n  0 passed · 1 a scenario failed · 2 usage · 3 environment · 4 cancelled by someone else\n  5 nothing matched · 6 detached · 8 still running · 130/143 own signal',
    );
  settle(root, invocation);
  return root;
}

/** Undefined also for commands that have no settings: they work beside a configuration that is broken. */
async function configOf(command: CommandUnknownOpts, cwd: string): Promise<ConfigFile | undefined> {
  const hasSettings = command.options.some(({ long }) => long === '--config');
  // The doctor reads it itself: one that is broken is a finding.
  if (!hasSettings || command.name() === 'doctor') return undefined;
  const { loadConfig } = await import('./config/load-config.ts');
  return await loadConfig(command.getOptionValue('config') as ConfigFlag, cwd);
}

/** Makes commander throw instead of exiting, and write to the invocation's streams; holds for the whole tree. */
function settle(command: { readonly commands: readonly unknown[] }, invocation: Invocation): void {
  const each = command as Command;
  each.exitOverride((error) => {
    throw usageOfCommander(error, each);
  });
  each.configureOutput({
    writeOut: (text) => void invocation.stdout.write(text),
    writeErr: (text) => void invocation.stderr.write(text),
    // Said where all errors are said, in the same form.
    outputError: () => undefined,
    getOutHelpWidth: () => invocation.stdout.columns || 100,
    getErrHelpWidth: () => invocation.stderr.columns || 100,
  });
  for (const child of each.commands) settle(child, invocation);
}
