import { FailureType } from '../shared/failure-types.ts';

export type ArtifactsFailure =
  | typeof FailureType.ArtifactsUnusable
  | typeof FailureType.ArtifactsUnavailable
  | typeof FailureType.BundleInvalid
  | typeof FailureType.PlanDigestMismatch
  | typeof FailureType.PlanNoDirectory;

/** The one error of this room. Its message is a sentence for people: no credentials, no answers' bodies. */
export class ArtifactsError extends Error {
  override readonly name = 'ArtifactsError';
  readonly type: ArtifactsFailure;
  /** What helps in this very case, when the type alone does not say it. */
  declare readonly fix?: string;

  constructor(type: ArtifactsFailure, message: string, options: ErrorOptions & { readonly fix?: string } = {}) {
    super(message, options);
    this.type = type;
    if (options.fix !== undefined) this.fix = options.fix;
  }

  /** Another try may help. */
  get retryable(): boolean {
    return this.type === FailureType.ArtifactsUnavailable;
  }
}

export function unusable(message: string, fix?: string, cause?: unknown): ArtifactsError {
  return new ArtifactsError(FailureType.ArtifactsUnusable, message, { ...(fix === undefined ? {} : { fix }), cause });
}

export function unavailable(message: string, cause?: unknown): ArtifactsError {
  return new ArtifactsError(FailureType.ArtifactsUnavailable, message, { cause });
}

export function invalidBundle(message: string, cause?: unknown): ArtifactsError {
  return new ArtifactsError(FailureType.BundleInvalid, message, { cause });
}

/** Node's code of a file or connection error. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
