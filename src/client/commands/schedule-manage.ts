import { Option } from '@commander-js/extra-typings';
import type { ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { runNameOf } from '../../shared/names.ts';
import { usageError } from '../errors.ts';
import type { TemporalFlags } from '../flags.ts';
import { temporalCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

const TIMES_SHOWN = 3;
const RUNS_SHOWN = 5;

export function scheduleListCommand(invocation: Invocation) {
  return temporalCommand('list')
    .description('Lists schedules that start runs.')
    .addOption(formatOption())
    .action(async (flags) => {
      const { withTemporal } = await import('../temporal/reach-temporal.ts');
      const { listSchedules } = await import('../schedules/list-schedules.ts');
      const schedules = await withTemporal(invocation, flags, listSchedules);
      const { printListing } = await import('../formats/print-records.ts');
      await printListing(invocation, flags.output, {
        key: 'schedules',
        records: schedules,
        name: ({ name }) => name,
        columns: [
          { title: 'SCHEDULE', cell: ({ name }) => name },
          { title: 'STATE', cell: ({ paused }) => (paused ? 'paused' : 'active') },
          { title: 'NEXT', cell: ({ next }) => next ?? '' },
          { title: 'LAST RUN', cell: ({ last }) => last ?? '' },
        ],
      });
    });
}

export function scheduleDescribeCommand(invocation: Invocation) {
  return temporalCommand('describe')
    .description('Shows a schedule: next times, last runs.')
    .argument('<NAME>', 'name of the schedule')
    .addOption(formatOption())
    .action(async (name, flags) => {
      const description = await withSchedule(invocation, flags, name, (handle) => handle.describe());
      const { raw: _raw, ...data } = description;
      const { printSheet } = await import('../formats/print-records.ts');
      await printSheet(invocation, flags.output, { name, document: data, lines: () => descriptionLines(description) });
    });
}

export function scheduleTriggerCommand(invocation: Invocation) {
  return temporalCommand('trigger')
    .description('Starts a run of the schedule now.')
    .argument('<NAME>', 'name of the schedule')
    .addOption(
      new Option('--overlap <POLICY>', 'when a run of it is still open')
        .choices(['skip', 'buffer-one', 'cancel-other'] as const)
        .default('skip' as const),
    )
    .action(async (name, flags) => {
      const { overlapPolicyOf } = await import('../schedules/schedule-options.ts');
      // Said every time: Temporal's default for a trigger starts a second run beside the first.
      await withSchedule(invocation, flags, name, (handle) => handle.trigger(overlapPolicyOf(flags.overlap)));
      say(invocation, [`triggered ${name}; see it: muster list`]);
    });
}

export function schedulePauseCommand(invocation: Invocation) {
  return temporalCommand('pause')
    .description('Starts no more runs until it is unpaused.')
    .argument('<NAME>', 'name of the schedule')
    .option('--note <TEXT>', 'why', 'paused with muster')
    .action(async (name, flags) => {
      await withSchedule(invocation, flags, name, (handle) => handle.pause(flags.note));
      say(invocation, [`${name} is paused`]);
    });
}

export function scheduleUnpauseCommand(invocation: Invocation) {
  return temporalCommand('unpause')
    .description('Lets a paused schedule go on.')
    .argument('<NAME>', 'name of the schedule')
    .option('--note <TEXT>', 'why', 'unpaused with muster')
    .action(async (name, flags) => {
      await withSchedule(invocation, flags, name, (handle) => handle.unpause(flags.note));
      say(invocation, [`${name} goes on`]);
    });
}

export function scheduleDeleteCommand(invocation: Invocation) {
  return temporalCommand('delete')
    .description('Deletes a schedule. Its runs stay as they are.')
    .argument('<NAME>', 'name of the schedule')
    .action(async (name, flags) => {
      await withSchedule(invocation, flags, name, (handle) => handle.delete());
      say(invocation, [`${name} is deleted`]);
    });
}

async function withSchedule<T>(
  invocation: Invocation,
  flags: TemporalFlags,
  name: string,
  use: (handle: ScheduleHandle) => Promise<T>,
): Promise<T> {
  const { ScheduleNotFoundError } = await import('@temporalio/client');
  const { withTemporal } = await import('../temporal/reach-temporal.ts');
  const { listSchedules } = await import('../schedules/list-schedules.ts');
  const { nearNames } = await import('../../shared/near-names.ts');
  return await withTemporal(invocation, flags, async (temporal) => {
    try {
      return await temporal.within(() => use(temporal.client.schedule.getHandle(name)));
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
      const near = nearNames(
        name,
        (await listSchedules(temporal)).map((schedule) => schedule.name),
      );
      throw usageError(
        `There is no schedule named "${name}"`,
        near.length > 0 ? `did you mean ${near.join(', ')}?` : 'see what there is: muster schedule list',
      );
    }
  });
}

function descriptionLines(description: ScheduleDescription): string[] {
  const { scheduleId, state, info, policies, action } = description;
  return [
    `schedule    ${scheduleId}`,
    `state       ${state.paused ? `paused (${state.note ?? ''})` : 'active'}`,
    `task queue  ${action.taskQueue}`,
    `overlap     ${policies.overlap ?? ''}`,
    ...info.nextActionTimes.slice(0, TIMES_SHOWN).map((time) => `next        ${time.toISOString()}`),
    ...info.recentActions
      .slice(-RUNS_SHOWN)
      .toReversed()
      .map((taken) => `ran         ${taken.takenAt.toISOString()}  ${runNameOf(taken.action.workflow.workflowId)}`),
  ];
}
