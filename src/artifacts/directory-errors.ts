import { ArtifactsError, errorCodeOf, unavailable, unusable } from './artifacts-error.ts';

/** Codes that another try may not meet again. */
const PASSING: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk or the network behind it fails',
  ESTALE: 'the network disk was mounted anew',
  ETIMEDOUT: 'the network disk does not answer',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EAGAIN: 'the system is short of resources',
  EBUSY: 'it is in use',
};

const LASTING: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EISDIR: 'a directory is in the way',
  EEXIST: 'a file is in the way',
  ELOOP: 'links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
};

/** The error of a file operation in the store as one of ours; a defect stays what it is. */
export function directoryError(dir: string, doing: string, error: unknown): unknown {
  const fix = 'make the directory, owned by whoever runs this, or name another: --artifacts URL';
  return fileError(`The artifact store ${dir}: ${doing} failed`, fix, error);
}

/** The same for any other directory of this room; `failed` is a clause. */
export function fileError(failed: string, fix: string, error: unknown): unknown {
  const code = errorCodeOf(error);
  if (error instanceof ArtifactsError || code === undefined) return error;
  const why = PASSING[code] ?? LASTING[code];
  const message = `${failed}, ${why === undefined ? code : `${why} (${code})`}.`;
  return code in PASSING ? unavailable(message, error) : unusable(message, fix, error);
}
