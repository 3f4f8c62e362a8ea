import { LEASE_MS_DEFAULT, LEASE_MS_MAX, LEASE_MS_MIN } from '../../shared/limits.ts';
import { usageError } from '../errors.ts';
import { isCi } from '../invocation.ts';
import type { OnInterrupt } from './on-interrupt.ts';
import { onInterruptChoices } from './on-interrupt.ts';
import { durationMs } from './settings.ts';
import type { Sources } from './sources.ts';
import { textSetting } from './sources.ts';

/** How closely a run belongs to the command that starts it. */
export interface Attending {
  /** The run cancels itself when this command has not been there for so long; absent: never. */
  readonly leaseMs?: number;
  /** Absent: `ask` on a terminal, else `cancel`. */
  readonly onInterrupt?: OnInterrupt;
}

/** Flags of commands that start a run and follow it. */
export interface AttendingFlags {
  readonly lease?: string | undefined;
  readonly onInterrupt?: OnInterrupt | undefined;
}

/** A detached run has neither: nobody stays who could renew a lease or be interrupted. Throws a usage error (exit 2). */
export function attendingOf(sources: Sources, detach: boolean): Attending {
  const onInterrupt = onInterruptOf(sources);
  const leaseMs = leaseOf(sources, detach);
  return {
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(onInterrupt === undefined ? {} : { onInterrupt }),
  };
}

function leaseOf(sources: Sources, detach: boolean): number | undefined {
  const lease = textSetting(sources, 'lease');
  if (lease?.text === 'off') return undefined;
  if (detach) {
    if (lease?.from !== 'flag') return undefined;
    throw usageError(
      '--lease and --detach exclude each other',
      'leave one of them out',
      'a lease is renewed by the command that started the run, and a detached run has none',
    );
  }
  if (lease === undefined) return isCi(sources.env) ? LEASE_MS_DEFAULT : undefined;
  return durationMs(lease, LEASE_MS_DEFAULT, LEASE_MS_MIN, LEASE_MS_MAX);
}

function onInterruptOf(sources: Sources): OnInterrupt | undefined {
  const given = textSetting(sources, 'onInterrupt');
  if (given === undefined) return undefined;
  const choice = onInterruptChoices.find((each) => each === given.text);
  if (choice !== undefined) return choice;
  throw usageError(
    `${given.by}: "${given.text}" is none of ${onInterruptChoices.join(', ')}`,
    `for instance ${given.by.startsWith('-') ? `${given.by} cancel` : `${given.by}=cancel`}`,
  );
}
