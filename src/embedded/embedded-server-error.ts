/** Why an embedded server is not there. Stable; decisions are made by these, never by the message. */
export type EmbeddedServerErrorType =
  | 'Embedded.StartFailed'
  | 'Embedded.BinaryMissing'
  | 'Embedded.ChecksumMismatch'
  | 'Embedded.BuildFailed'
  | 'Embedded.Unsupported';

/** The message is complete for a user: what happened, the last lines of the program concerned, what helps. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
  readonly type: EmbeddedServerErrorType;

  constructor(type: EmbeddedServerErrorType, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.type = type;
  }
}
