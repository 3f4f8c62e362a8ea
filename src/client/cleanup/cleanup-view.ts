import { durationText } from '../view/duration.ts';
import { oneLine } from '../view/fit.ts';
import { tableLines } from '../view/table.ts';
import type { CleanUpResult } from './clean-up.ts';
import type { OwnedNamespace } from './find-owned.ts';

/** One row per namespace; no lines when there is none. */
export function ownedLines(owned: readonly OwnedNamespace[]): string[] {
  if (owned.length === 0) return [];
  return tableLines(['NAMESPACE', 'RUN', 'SCENARIO', 'INSTALLATION', 'AGE', 'STATE'], owned.map(rowOf));
}

function rowOf(owned: OwnedNamespace): string[] {
  const { record, runName, scenario, ageMs, state, keptUntilMs } = owned;
  const shown = keptUntilMs === undefined ? state : `kept until ${timeText(keptUntilMs)}`;
  return [record.name, runName, oneLine(scenario), installationOf(owned), durationText(ageMs), shown];
}

/** The beginning of its Temporal namespace's UUID: enough to see that some are another team's. */
const INSTALLATION_LENGTH = 8;

function installationOf({ installation }: OwnedNamespace): string {
  return oneLine(installation).slice(0, INSTALLATION_LENGTH);
}

/** What is asked before anything is deleted. */
export function questionText(chosen: readonly OwnedNamespace[]): string {
  const alive = chosen.filter(({ state }) => state === 'active').length;
  const warning =
    alive === 0
      ? 'None of them looks alive.'
      : `${alive} of them ${alive === 1 ? 'looks' : 'look'} alive: a run may still use what is not past its expiry.`;
  return `${warning} Delete ${countText(chosen.length)} and all that is in them?`;
}

/** What is left alone because somebody wanted to look at it. */
export function keptLines(spared: readonly OwnedNamespace[]): string[] {
  return spared.length === 0 ? [] : [`kept, and not deleted without --kept: ${spared.length}`];
}

export function resultLines({ gone, draining, changed, refused }: CleanUpResult): string[] {
  return [
    ...refused.map(({ namespace, message }) => `! ${namespace.record.name} cannot be deleted: ${message}`),
    ...changed.map(({ record }) => `! ${record.name} has changed since it was listed and is left alone: look again`),
    `${gone.length} deleted`,
    ...(draining.length === 0 ? [] : [`${draining.length} still draining; their deletion is accepted`]),
    `namespaces left: ${draining.length + changed.length + refused.length}`,
  ];
}

/**
 * What became of one: `changed` when it was left alone because it had changed since it was listed, `spared` because it is
 * kept, `listed` when nothing was to be deleted.
 */
export type CleanUpOutcome = 'deleted' | 'draining' | 'changed' | 'refused' | 'spared' | 'listed';

/** One entry of `-o json`. Times are RFC 3339. */
export interface CleanUpRecord {
  readonly namespace: string;
  readonly uid: string;
  readonly run: string;
  readonly scenario: string;
  readonly createdAt: string;
  readonly state: OwnedNamespace['state'];
  readonly expiresAt?: string;
  readonly keptUntil?: string;
  readonly outcome: CleanUpOutcome;
  /** Why it was refused. */
  readonly message?: string;
}

function recordOf(owned: OwnedNamespace, outcome: CleanUpOutcome, message?: string): CleanUpRecord {
  const { record, runName, scenario, state, expiresAtMs, keptUntilMs } = owned;
  return {
    namespace: record.name,
    uid: record.uid,
    run: runName,
    scenario,
    createdAt: timeText(record.createdAtMs),
    state,
    ...(expiresAtMs === undefined ? {} : { expiresAt: timeText(expiresAtMs) }),
    ...(keptUntilMs === undefined ? {} : { keptUntil: timeText(keptUntilMs) }),
    outcome,
    ...(message === undefined ? {} : { message }),
  };
}

/** Every namespace that was found, in its order, with what became of it. */
export function resultRecords(
  owned: readonly OwnedNamespace[],
  spared: readonly OwnedNamespace[],
  result: CleanUpResult | undefined,
): CleanUpRecord[] {
  const refusals = new Map(result?.refused.map(({ namespace, message }) => [namespace, message]));
  return owned.map((namespace) => {
    if (spared.includes(namespace)) return recordOf(namespace, 'spared');
    if (result === undefined) return recordOf(namespace, 'listed');
    if (refusals.has(namespace)) return recordOf(namespace, 'refused', refusals.get(namespace));
    if (result.changed.includes(namespace)) return recordOf(namespace, 'changed');
    return recordOf(namespace, result.draining.includes(namespace) ? 'draining' : 'deleted');
  });
}

export function countText(count: number): string {
  return count === 1 ? '1 namespace' : `${count} namespaces`;
}

function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
