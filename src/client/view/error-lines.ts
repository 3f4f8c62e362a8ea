import { entryOf } from '../catalogue/index.ts';
import { clientErrorOf } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

export interface RenderedError {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/**
 * What, why, fix and code of a known error. A defect: one sentence and the file that holds the rest (`crashFile`), with
 * the stack only when it is asked for.
 */
export function errorLines(error: unknown, paint: Paint, debug: boolean, crashFile?: string): RenderedError {
  const known = clientErrorOf(error);
  if (known === undefined) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    const stack = debug ? (thrown.stack ?? '').split('\n').slice(1) : [];
    return {
      lines: [
        `${paint('red', '✗')} Unexpected error: ${oneLine(thrown.message)}`,
        ...stack,
        `  ${paint('dim', 'why ')} a defect of muster, not of your scripts`,
        `  ${paint('dim', 'fix ')} ${crashAdvice(crashFile)}`,
        codeLine('Client.Unexpected', paint),
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
      codeLine(known.type, paint),
    ],
    exitCode: known.exitCode,
  };
}

function crashAdvice(crashFile: string | undefined): string {
  if (crashFile === undefined) return 'see where it comes from: the same command with MUSTER_DEBUG=1';
  return `what is known of it is in ${oneLine(crashFile)}; report it with that file`;
}

/** These say all in their own lines. */
const SELF_EXPLAINED: ReadonlySet<string> = new Set(['Client.Usage', 'Client.Unexpected']);

/** The type, and the command that tells more of it: offline, and of this very version. */
function codeLine(type: string, paint: Paint): string {
  const isExplained = entryOf(type) !== undefined && !SELF_EXPLAINED.has(type);
  const more = isExplained ? `  ${paint('dim', `(more: muster explain ${type})`)}` : '';
  return `  ${paint('dim', 'code')} ${oneLine(type)}${more}`;
}
