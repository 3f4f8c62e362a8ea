import { entryOf, exitCodeOfType } from './catalogue/index.ts';
import { ExitCode } from './exit-codes.ts';

export interface ErrorParts {
  /** Dotted and stable, shown as `code`. */
  readonly type: string;
  readonly why?: string;
  /** What helps: one line each. */
  readonly fix?: string | readonly string[];
  /** Default: by the type. */
  readonly exitCode?: ExitCode;
}

/** An end of the program that is the user's or the environment's business: said in sentences, never as a stack. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly type: string;
  readonly why: string | undefined;
  readonly fixes: readonly string[];
  readonly exitCode: ExitCode;

  constructor(what: string, parts: ErrorParts) {
    super(what);
    this.type = parts.type;
    this.why = parts.why;
    this.fixes = parts.fix === undefined ? [] : typeof parts.fix === 'string' ? [parts.fix] : parts.fix;
    this.exitCode = parts.exitCode ?? exitCodeOfType(parts.type);
  }
}

/** Something on the command line or in the environment is not usable: exit 2. */
export function usageError(what: string, fix: string | readonly string[], why?: string): ClientError {
  return new ClientError(what, {
    type: 'Client.Usage',
    fix,
    exitCode: ExitCode.Usage,
    ...(why === undefined ? {} : { why }),
  });
}

interface TypedError extends Error {
  readonly type: string;
  readonly fix?: unknown;
}

function isTyped(error: unknown): error is TypedError {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' && error.type.includes('.');
}

/** Any error of another room as one of ours: recognised by its dotted type alone. Undefined: a defect. */
export function clientErrorOf(error: unknown): ClientError | undefined {
  if (error instanceof ClientError) return error;
  if (!isTyped(error)) return undefined;
  const own = typeof error.fix === 'string' && error.fix !== '' ? [error.fix] : undefined;
  return failureError(error.type, error.message, own);
}

/** A failure of which only type and sentence are known, with the catalogue's advice unless there is better. */
export function failureError(type: string, message: string, fix = entryOf(type)?.fix): ClientError {
  return new ClientError(message, { type, ...(fix === undefined ? {} : { fix }) });
}
