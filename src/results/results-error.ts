import { FailureType } from '../shared/failure-types.ts';

/** The results directory cannot be used: `Results.Unwritable` or `Results.InUse`. The message is for people. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a directory of that name is in the way',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'links in the path lead in a circle',
  EMFILE: 'too many open files',
};

/** The error of a file operation below the results directory, as `Results.Unwritable`. */
export function unwritable(dir: string, error: unknown): ResultsError {
  if (error instanceof ResultsError) return error;
  const code = errorCodeOf(error) ?? 'unknown error';
  const explanation = EXPLANATIONS[code];
  const why = explanation === undefined ? code : `${explanation} (${code})`;
  return new ResultsError(FailureType.ResultsUnwritable, `The results directory ${dir} cannot be written: ${why}.`, {
    cause: error,
  });
}

export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const IN_THE_WAY: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'EISDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG']);

/** Something else lies there: unlike a full disk, waiting does not help against that. */
export function isInTheWay(error: ResultsError): boolean {
  return IN_THE_WAY.has(errorCodeOf(error.cause));
}

/** Runs file operations; whatever they reject with becomes a {@link ResultsError}. */
export async function writing<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(dir, error);
  }
}
