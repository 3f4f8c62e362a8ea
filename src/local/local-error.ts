/**
 * `Local.Busy`: another version of muster runs there and has work · `Local.StartFailed`: a process did not come up ·
 * `Local.Timeout`: it does not answer · `Local.Stopping`: it is about to end · `Local.ShortPath`: no socket path is
 * short enough · `Local.Unsafe`: a directory belongs to somebody else · or the type of the server's own failure.
 */
export class LocalError extends Error {
  readonly type: string;
  /** What the user can do, as a sentence. */
  readonly fix: string;

  constructor(type: string, message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalError';
    this.type = type;
    this.fix = fix;
  }
}

/** Any failure in the shape in which it travels: servers' own types and advice are kept. */
export function describeFailure(error: unknown): { type: string; message: string; fix: string } {
  const known = error as { type?: unknown; message?: unknown; fix?: unknown } | null;
  return {
    type: typeof known?.type === 'string' ? known.type : 'Local.StartFailed',
    message: typeof known?.message === 'string' ? known.message : String(error),
    fix: typeof known?.fix === 'string' ? known.fix : 'See the logs of the background process.',
  };
}
