import { existsSync } from 'node:fs';
import { resultsLayout } from '../../results/index.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import type { OpenWhen } from '../options/open-when.ts';
import { openFile } from './open-report.ts';

/**
 * Whether the report is to be shown after a run that was followed to its end. Not of one that was left, interrupted or
 * never began: what lies there then is another run's. Pure.
 */
export function opensAfter(exitCode: ExitCode, when: OpenWhen = 'never'): boolean {
  const failed = exitCode === ExitCode.Failed || exitCode === ExitCode.Environment;
  return when === 'always' ? failed || exitCode === ExitCode.Passed : when === 'on-failure' && failed;
}

/** Shows a run's report as {@link opensAfter} says; only on a terminal with a display, and never in CI. */
export async function openWhenAsked(
  invocation: Invocation,
  { resultsDir, detach }: { readonly resultsDir: string; readonly detach?: boolean | undefined },
  exitCode: ExitCode,
  when?: OpenWhen,
): Promise<void> {
  const path = resultsLayout(resultsDir).html;
  // The results of workers elsewhere are not here.
  if (detach === true || !opensAfter(exitCode, when) || !existsSync(path)) return;
  await openFile(path, invocation);
}
