import { Command } from '@commander-js/extra-typings';
import type { Invocation } from '../invocation.ts';
import { scheduleCreateCommand } from './schedule-create.ts';
import {
  scheduleDeleteCommand,
  scheduleDescribeCommand,
  scheduleListCommand,
  schedulePauseCommand,
  scheduleTriggerCommand,
  scheduleUnpauseCommand,
} from './schedule-manage.ts';

export function scheduleCommand(invocation: Invocation) {
  return new Command('schedule')
    .summary('start runs by the clock')
    .description('Starts runs by the clock, on Temporal Schedules.')
    .addCommand(scheduleCreateCommand(invocation))
    .addCommand(scheduleListCommand(invocation))
    .addCommand(scheduleDescribeCommand(invocation))
    .addCommand(scheduleTriggerCommand(invocation))
    .addCommand(schedulePauseCommand(invocation))
    .addCommand(scheduleUnpauseCommand(invocation))
    .addCommand(scheduleDeleteCommand(invocation));
}
