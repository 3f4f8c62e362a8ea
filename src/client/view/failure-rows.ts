import type { FinishedScenario } from '../../shared/run-progress.ts';
import { durationText } from './duration.ts';
import { reasonOf, signs } from './finished-line.ts';
import { fitEnd, fitMiddle, oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

/** Names leave at least this share of the row to the reason. */
const NAME_SHARE = 0.5;

/** `✗ net/policy.sh  exit code 1 · connection refused`: one row of the frame. Pure. */
export function failureRow(scenario: FinishedScenario, columns: number, paint: Paint): string {
  const { sign, style } = signs[scenario.status];
  const name = fitMiddle(oneLine(scenario.path), Math.max(1, Math.floor(columns * NAME_SHARE)));
  const row = fitEnd(`${sign} ${name}  ${whyOf(scenario)}`, columns);
  return row.startsWith(sign) ? paint(style, sign) + row.slice(sign.length) : row;
}

/** A list of failures: each with its time and reason, below it what its script said last and where its log is. Pure. */
export function failureList(failures: readonly FinishedScenario[]): string[] {
  return failures.flatMap((scenario) => [
    `${signs[scenario.status].sign} ${oneLine(scenario.path)}  ${durationText(scenario.durationMs)}  ${reasonOf(scenario)}`,
    ...(scenario.lastLine === undefined ? [] : [`    ${oneLine(scenario.lastLine)}`]),
  ]);
}

function whyOf(scenario: FinishedScenario): string {
  const said = scenario.lastLine === undefined ? '' : ` · ${oneLine(scenario.lastLine)}`;
  return reasonOf(scenario) + said;
}
