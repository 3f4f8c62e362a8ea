import { clientErrorOf } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

export interface RenderedError {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/** What, why, fix and code of a known error; one sentence for a defect, with the stack only when it is asked for. */
export function errorLines(error: unknown, paint: Paint, debug: boolean): RenderedError {
  const known = clientErrorOf(error);
  if (known === undefined) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    const stack = debug ? (thrown.stack ?? '').split('\n').slice(1) : [];
    return {
      lines: [
        `${paint('red', '✗')} Unexpected error: ${oneLine(thrown.message)}`,
        ...stack,
        ...(debug ? [] : [`  ${paint('dim', 'fix ')} run it again with MUSTER_DEBUG=1 for details`]),
      ],
      exitCode: ExitCode.Environment,
    };
  }
  const [what, ...rest] = known.message.split('\n');
  return {
    lines: [
      `${paint('red', '✗')} ${oneLine(what ?? '')}`,
      ...rest.map((line) => `       ${oneLine(line)}`),
      ...(known.why === undefined ? [] : [`  ${paint('dim', 'why ')} ${oneLine(known.why)}`]),
      ...known.fixes.map((fix, index) => `  ${paint('dim', index === 0 ? 'fix ' : '    ')} ${oneLine(fix)}`),
      `  ${paint('dim', 'code')} ${oneLine(known.type)}`,
    ],
    exitCode: known.exitCode,
  };
}
