import { Option } from '@commander-js/extra-typings';
import { envFileOption, scenariosCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

const NEXT_TIMES_SHOWN = 3;

export function scheduleCreateCommand(invocation: Invocation) {
  return (
    scenariosCommand('create')
      .description(
        "Creates a schedule. The directories are those of now; scripts get a part of the worker's environment, because\n" +
          "that of this shell is not kept. --pass-env NAME gives them one more of the worker's variables.",
      )
      // Known here only to say why not.
      .addOption(envFileOption().hideHelp())
      .argument('<NAME>', 'name of the schedule; its runs are called NAME and the time')
      .argument('[PATTERN...]', 'as for muster run')
      .requiredOption(
        '--cron <EXPR>',
        'when, for instance "0 2 * * *" (repeatable)',
        (value, earlier: string[] | undefined) => [...(earlier ?? []), value],
      )
      .option('--timezone <TZ>', 'IANA time zone of the expression (default UTC)')
      .addOption(
        new Option('--overlap <POLICY>', 'when the run before is still open')
          .choices(['skip', 'buffer-one', 'cancel-other'] as const)
          .default('skip' as const),
      )
      .option('--catchup-window <DURATION>', 'how late a missed start is still made up for (default 2h)')
      .action(async (name, patterns, flags) => {
        const { optionsHere } = await import('../options/options-here.ts');
        const { planLocally, checkStartable } = await import('../start/plan-locally.ts');
        const { prepareGround } = await import('../start/prepare-run.ts');
        const { checkedRunName } = await import('../options/run-name.ts');
        const { refuseEnvFiles } = await import('../start/handed-over.ts');
        const { runInputOf } = await import('../start/run-input.ts');
        const { travellingScenarios } = await import('../start/travelling-scenarios.ts');
        const { scheduleOptionsOf } = await import('../schedules/schedule-options.ts');
        const { scheduleRefusal } = await import('../schedules/schedule-refusal.ts');
        checkedRunName(name, 'NAME');
        const options = optionsHere(invocation, patterns, flags);
        refuseEnvFiles(invocation, options, flags, 'a schedule keeps no secrets for its runs');
        await checkStartable(options, await planLocally(options, invocation.cwd));
        const ground = await prepareGround(invocation, { cluster: options.cluster, attached: false }, flags);
        try {
          const isLocal = ground.cluster.kind !== 'worker';
          // Without a bundle its runs take what lies there when they start: there is nothing to compare it with.
          const { bundleDigest } = options.bundle === true ? await travellingScenarios(invocation, options) : {};
          const schedule = scheduleOptionsOf({
            name,
            cron: flags.cron ?? [],
            timezone: flags.timezone,
            overlap: flags.overlap,
            catchupWindow: flags.catchupWindow,
            input: runInputOf(options, { ...(isLocal ? { workingDir: invocation.cwd } : {}), bundleDigest }),
            taskQueue: ground.taskQueue,
            summary: `${options.scenariosDir} on ${ground.clusterText}`,
            memo: { cluster: ground.cluster, scenariosDir: options.scenariosDir, resultsDir: options.resultsDir },
          });
          const { temporal } = ground;
          const handle = await temporal
            .within(() => temporal.client.schedule.create(schedule))
            .catch((error: unknown) => {
              throw scheduleRefusal(error, name);
            });
          const { info } = await temporal.within(() => handle.describe());
          say(invocation, createdLines(name, ground.clusterText, info.nextActionTimes, isLocal));
        } finally {
          await ground.close();
        }
      })
  );
}

function createdLines(name: string, clusterText: string, nextTimes: readonly Date[], isLocal: boolean): string[] {
  return [
    `▸ schedule ${name} · cluster ${clusterText}`,
    ...nextTimes.slice(0, NEXT_TIMES_SHOWN).map((time) => `  next  ${time.toISOString()}`),
    ...(isLocal
      ? [
          "  its scripts get a part of the worker's environment, not that of this shell",
          '  its runs need the background process of this machine: muster up keeps it, muster down stops it',
        ]
      : []),
  ];
}
