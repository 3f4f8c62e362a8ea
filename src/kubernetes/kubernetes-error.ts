import type { FailureType } from '../shared/failure-types.ts';

/** What is known of a request that failed: whether the API server did what it was asked to do. */
export type RequestOutcome = 'applied' | 'not-applied' | 'unknown';

interface KubernetesErrorFacts {
  readonly type: FailureType;
  readonly message: string;
  readonly retryable: boolean;
  readonly outcome: RequestOutcome;
  readonly code?: number;
  readonly reason?: string;
  readonly retryAfterMs?: number;
  readonly fields?: readonly string[];
}

/** The one error of this room. Its message is one sentence for people: no headers, no bodies, no credentials. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  /** Decides what happens next, together with {@link retryable}. */
  readonly type: FailureType;
  /** HTTP status; absent when there was no answer. */
  declare readonly code?: number;
  /** `Status.reason` of the answer, or Node's code of the connection's error. */
  declare readonly reason?: string;
  /** What the server asked for, at most RETRY_AFTER_MS_MAX. */
  declare readonly retryAfterMs?: number;
  /** Paths of the fields that the answer names, a few and shortened; the values are only in the message. */
  declare readonly fields?: readonly string[];
  readonly outcome: RequestOutcome;
  readonly retryable: boolean;

  constructor(facts: KubernetesErrorFacts) {
    super(facts.message);
    this.type = facts.type;
    this.outcome = facts.outcome;
    this.retryable = facts.retryable;
    if (facts.code !== undefined) this.code = facts.code;
    if (facts.reason !== undefined) this.reason = facts.reason;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
    if (facts.fields !== undefined) this.fields = facts.fields;
  }
}

export function isKubernetesError(error: unknown, type: FailureType): error is KubernetesError {
  return error instanceof KubernetesError && error.type === type;
}
