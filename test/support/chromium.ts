import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Path of a Chromium: `MUSTER_CHROMIUM`, else the first of the usual names on the PATH; undefined when there is none. */
export function findChromium(): string | undefined {
  const named = process.env['MUSTER_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const dirs = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => dirs.map((dir) => join(dir, name))).find((path) => existsSync(path));
}

/** Why the tests in a browser are left out, for their title; empty when they run. */
export const NO_BROWSER =
  findChromium() === undefined ? ' (skipped: no Chromium; set MUSTER_CHROMIUM to its path)' : '';
