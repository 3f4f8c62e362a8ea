import { existsSync } from 'node:fs';
import { resultsLayout } from '../../results/index.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { hasDisplay } from '../follow/open-page.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive } from '../invocation.ts';
import { displayPath } from '../view/display-path.ts';

/** The HTML report in that directory. Throws `Report.NotFound` (exit 2). */
export function htmlReportIn(dir: string, cwd: string): string {
  const path = resultsLayout(dir).html;
  if (existsSync(path)) return path;
  throw new ClientError(`There is no ${displayPath(path, cwd)}`, {
    type: 'Report.NotFound',
    fix: `make it, when a run has ended there: muster report build ${displayPath(dir, cwd)}`,
    exitCode: ExitCode.Usage,
  });
}

/** Shows a file in the reader's browser. False: nobody sits here, there is no display, or it did not start. */
export async function openFile(path: string, invocation: Invocation): Promise<boolean> {
  if (!isInteractive(invocation) || !hasDisplay(invocation.env, process.platform)) return false;
  const { default: open } = await import('open');
  return await open(path).then(
    () => true,
    () => false,
  );
}
