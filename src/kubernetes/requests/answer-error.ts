import { FailureType } from '../../shared/failure-types.ts';
import {
  RETRY_AFTER_MS_MAX,
  SECOND_MS,
  STATUS_FIELD_LENGTH_MAX,
  STATUS_FIELDS_MAX,
  STATUS_MESSAGE_LENGTH_MAX,
} from '../../shared/limits.ts';
import type { RequestOutcome } from '../kubernetes-error.ts';
import { KubernetesError } from '../kubernetes-error.ts';

export interface HttpAnswer {
  readonly code: number;
  /** The value of `Retry-After`, if any. */
  readonly retryAfter?: string | undefined;
  readonly text: string;
}

type Meaning = readonly [type: FailureType, retryable: boolean, outcome: RequestOutcome];

const refused: Meaning = [FailureType.ClusterRejected, false, 'not-applied'];
const busy: Meaning = [FailureType.ClusterUnavailable, true, 'not-applied'];
const broken: Meaning = [FailureType.ClusterUnavailable, true, 'unknown'];

/** By `Status.reason`, see k8s.io/apimachinery/pkg/apis/meta/v1 `StatusReason`. */
const meaningOfReason: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['Unauthorized', [FailureType.ClusterUnauthorized, false, 'not-applied']],
  ['Forbidden', [FailureType.ClusterForbidden, false, 'not-applied']],
  ['NotFound', [FailureType.ClusterNotFound, false, 'not-applied']],
  ['AlreadyExists', [FailureType.ClusterConflict, false, 'not-applied']],
  ['Conflict', [FailureType.ClusterConflict, true, 'not-applied']],
  ['Gone', busy],
  ['Expired', busy],
  ['TooManyRequests', busy],
  ['ServerTimeout', broken],
  ['Timeout', broken],
  ['InternalError', broken],
  ['ServiceUnavailable', broken],
  ['StoreReadError', broken],
  ['Invalid', refused],
  ['BadRequest', refused],
  ['MethodNotAllowed', refused],
  ['NotAcceptable', refused],
  ['RequestEntityTooLarge', refused],
  ['UnsupportedMediaType', refused],
]);

/** By HTTP code, for proxies and answers without a `Status`. */
const reasonOfCode: ReadonlyMap<number, string> = new Map([
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [408, 'Timeout'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [502, 'ServiceUnavailable'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function meaningOf(code: number, reason: string | undefined): Meaning {
  const meaning = meaningOfReason.get(reason ?? '') ?? meaningOfReason.get(reasonOfCode.get(code) ?? '');
  if (meaning !== undefined) return meaning;
  // A redirect is a login page or a wrong address: this is not the API server.
  if (code < 400) return [FailureType.ClusterMisconfigured, false, 'not-applied'];
  return code >= 500 ? broken : refused;
}

/** The answer to `what` (as in "GET namespaces/x") as an error. Decided by `Status.reason` first, HTTP code second. */
export function answerError(what: string, answer: HttpAnswer): KubernetesError {
  const status = statusOf(answer.text);
  const [type, retryable, outcome] = meaningOf(answer.code, status.reason);
  const reason = status.reason ?? reasonOfCode.get(answer.code);
  const retryAfterMs = retryAfterMsOf(answer.retryAfter, status.retryAfterSeconds);
  const said = status.message === undefined ? '' : `: ${oneLine(status.message)}`;
  return new KubernetesError({
    type,
    retryable,
    outcome,
    code: answer.code,
    message: `${what}: the API server answered ${answer.code}${reason === undefined ? '' : ` ${reason}`}${said}`,
    ...(reason === undefined ? {} : { reason }),
    ...(retryable && retryAfterMs !== undefined ? { retryAfterMs } : {}),
    ...(status.fields === undefined ? {} : { fields: status.fields }),
  });
}

interface StatusFields {
  readonly reason?: string;
  readonly message?: string;
  readonly retryAfterSeconds?: number;
  readonly fields?: readonly string[];
}

/** The fields of a `Status` that are well-formed; none for anything else (a proxy's HTML, `text/plain` of a 429). */
function statusOf(text: string): StatusFields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  return statusFieldsOf(parsed);
}

export function statusFieldsOf(object: unknown): StatusFields {
  if (typeof object !== 'object' || object === null) return {};
  const { kind, reason, message, details } = object as Record<string, unknown>;
  if (kind !== 'Status') return {};
  const { retryAfterSeconds: seconds, causes } = (details ?? {}) as Record<string, unknown>;
  const fields = fieldsOf(causes);
  return {
    ...(typeof reason === 'string' && reason !== '' ? { reason } : {}),
    ...(typeof message === 'string' && message !== '' ? { message } : {}),
    ...(typeof seconds === 'number' ? { retryAfterSeconds: seconds } : {}),
    ...(fields.length === 0 ? {} : { fields }),
  };
}

/** `details.causes[].field`, each once. */
function fieldsOf(causes: unknown): readonly string[] {
  if (!Array.isArray(causes)) return [];
  const fields = causes.flatMap((cause: unknown) => {
    const { field } = (cause ?? {}) as { readonly field?: unknown };
    return typeof field === 'string' && field !== '' ? [oneLine(field, STATUS_FIELD_LENGTH_MAX)] : [];
  });
  return [...new Set(fields)].slice(0, STATUS_FIELDS_MAX);
}

/** `Retry-After` in seconds; its other form, a date, is not used by Kubernetes and is ignored. */
function retryAfterMsOf(header: string | undefined, detailsSeconds: number | undefined): number | undefined {
  const seconds = header !== undefined && /^\d+$/.test(header.trim()) ? Number(header) : detailsSeconds;
  if (seconds === undefined || !(seconds > 0)) return undefined;
  return Math.min(seconds * SECOND_MS, RETRY_AFTER_MS_MAX);
}

function oneLine(text: string, lengthMax: number = STATUS_MESSAGE_LENGTH_MAX): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1)}…`;
}
