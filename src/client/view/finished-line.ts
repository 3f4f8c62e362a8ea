import type { OutcomeStatus } from '../../shared/outcome.ts';
import type { FinishedScenario } from '../../shared/run-progress.ts';
import { durationText } from './duration.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

type Style = Parameters<Paint>[0];

/** One sign per outcome; readable without colours. */
export const signs: Readonly<Record<OutcomeStatus, { readonly sign: string; readonly style: Style }>> = {
  passed: { sign: '✓', style: 'green' },
  failed: { sign: '✗', style: 'red' },
  errored: { sign: '!', style: 'yellow' },
  skipped: { sign: '⊘', style: 'cyan' },
  cancelled: { sign: '○', style: 'dim' },
};

/** `✗ net/policy  3.4s  exit code 1`: the line that stays when a scenario has finished. */
export function finishedLine(scenario: FinishedScenario, paint: Paint): string {
  const { sign, style } = signs[scenario.status];
  const parts = [
    `${paint(style, sign)} ${oneLine(scenario.path)}`,
    ...(scenario.durationMs > 0 ? [durationText(scenario.durationMs)] : []),
    ...(scenario.attemptCount > 1 ? [`${scenario.attemptCount} attempts`] : []),
    ...(scenario.flaky ? [paint('yellow', 'flaky')] : []),
    ...(scenario.status === 'passed' ? [] : [reasonOf(scenario)]),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** Why a scenario did not pass, in one line: `exit code 1 · web-0: ImagePullBackOff`. */
export function reasonOf(scenario: FinishedScenario): string {
  const { diagnosis } = scenario;
  return diagnosis === undefined ? ownReason(scenario) : `${ownReason(scenario)} · ${oneLine(diagnosis)}`;
}

function ownReason({ message, exitCode, reason, status }: FinishedScenario): string {
  if (message !== undefined) return oneLine(message);
  return exitCode === undefined ? (reason ?? status) : `exit code ${exitCode}`;
}
