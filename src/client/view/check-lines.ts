import type { Check } from '../doctor/check.ts';
import { oneLine, padTo } from './fit.ts';
import type { Paint } from './paint.ts';

const marks = { ok: ['green', '✓'], warning: ['yellow', '!'], failed: ['red', '✗'] } as const;

/** What `muster doctor` prints: a line for each check, what helps below it, and one line that counts. */
export function checkLines(checks: readonly Check[], paint: Paint): string[] {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, status, text, fix }) => {
    const [style, mark] = marks[status];
    return [
      `${paint(style, mark)} ${padTo(name, width)}  ${oneLine(text)}`,
      ...fix.map((line) => `  ${padTo('', width)}  ${paint('dim', '→')} ${oneLine(line)}`),
    ];
  });
  return [...lines, '', verdict(checks)];
}

function verdict(checks: readonly Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [failedCount, warningCount] = [count('failed'), count('warning')];
  if (failedCount + warningCount === 0) return `${checks.length} checks, all well`;
  return `${checks.length} checks: ${failedCount} failed, ${warningCount} to look at`;
}
