import type { OutcomeStatus, ScenarioOutcome, Totals } from '../../shared/outcome.ts';
import { html, type Markup } from './markup.ts';

/** What people tell outcomes apart by: passed after a failure is a kind of its own. */
export type Kind = OutcomeStatus | 'flaky';

/** Worst first: the order of every list. */
export const KINDS: readonly Kind[] = ['failed', 'errored', 'flaky', 'cancelled', 'skipped', 'passed'];

/** A sign beside the colour, for those who do not see the colour. */
const SIGNS: Readonly<Record<Kind, string>> = {
  failed: '✕',
  errored: '!',
  flaky: '~',
  cancelled: '⊘',
  skipped: '–',
  passed: '✓',
};

export function kindOf({ status, flaky }: Pick<ScenarioOutcome, 'status' | 'flaky'>): Kind {
  return flaky && status === 'passed' ? 'flaky' : status;
}

export function signOf(kind: Kind): string {
  return SIGNS[kind] ?? '?';
}

/** Scenarios of each kind; flaky ones are not among the passed here, so the sum is the total. */
export function countsOf(totals: Totals): Readonly<Record<Kind, number>> {
  return { ...totals, passed: totals.passed - totals.flaky };
}

/** Whether somebody has to look at it. */
export function needsALook({ status }: Pick<ScenarioOutcome, 'status'>): boolean {
  return status === 'failed' || status === 'errored';
}

export function mark(kind: Kind): Markup {
  return html`<span class="mark ${kind}"><span class="sign" aria-hidden="true">${signOf(kind)}</span> ${kind}</span>`;
}
