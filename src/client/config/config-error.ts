import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { ConfigProblem } from './config-problem.ts';
import { configProblemText } from './config-problem.ts';

/** The file, not what it says: missing, unreadable, one of two. */
export function unusableConfig(what: string, fix: string | readonly string[], why?: string): ClientError {
  return new ClientError(what, {
    type: 'Config.Unusable',
    fix,
    exitCode: ExitCode.Usage,
    ...(why === undefined ? {} : { why }),
  });
}

export function invalidConfig(name: string, problems: readonly ConfigProblem[]): ClientError {
  const lines = problems.map((problem) => configProblemText(name, problem));
  return new ClientError([`${name} cannot be used`, ...lines].join('\n'), {
    type: 'Config.Invalid',
    fix: ['mend it, or do without: --no-config'],
    exitCode: ExitCode.Usage,
  });
}
