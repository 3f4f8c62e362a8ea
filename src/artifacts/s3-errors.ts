import { ArtifactsError, errorCodeOf, unavailable, unusable } from './artifacts-error.ts';
import { shortLine } from '../shared/one-line.ts';

/** What a service says of itself may be long; its code is what decides. */
const SERVICE_CODE_LENGTH_MAX = 60;

/** What is known of a service's answer: its code and its HTTP status, either of which may be missing. */
interface Answer {
  readonly code: string;
  readonly status: number | undefined;
}

/** Codes of S3, what they mean here, and what helps. */
const LASTING: Readonly<Record<string, readonly [means: string, fix: string]>> = {
  NoSuchBucket: ['there is no such bucket', 'create the bucket, or mend its name in the address'],
  InvalidBucketName: ['no bucket can have that name', 'mend the name in the address'],
  AccessDenied: ['the credentials may not do that', 'grant s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket'],
  AllAccessDisabled: ['the bucket is locked', 'ask whoever runs the service'],
  InvalidAccessKeyId: ['the service does not know the access key', 'check AWS_ACCESS_KEY_ID, AWS_PROFILE or the role'],
  SignatureDoesNotMatch: [
    'the secret does not fit the access key',
    'check AWS_SECRET_ACCESS_KEY, AWS_PROFILE or the role',
  ],
  ExpiredToken: ['the credentials have expired', 'renew them, for instance: aws sso login'],
  InvalidToken: ['the session token is not valid', 'check AWS_SESSION_TOKEN'],
  RequestTimeTooSkewed: ["this machine's clock is wrong", 'set the clock'],
  PermanentRedirect: ['the bucket is in another region', 'name its region: AWS_REGION, or ?region=… in the address'],
  AuthorizationHeaderMalformed: [
    'the bucket is in another region',
    'name its region: AWS_REGION, or ?region=… in the address',
  ],
  IllegalLocationConstraintException: [
    'the region does not fit',
    'name its region: AWS_REGION, or ?region=… in the address',
  ],
  EntityTooLarge: ['the object is larger than the service takes', 'raise the limit of the service'],
  MethodNotAllowed: ['the service does not allow that on the bucket', 'use a bucket that can be written'],
  CredentialsProviderError: [
    'there are no credentials',
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role',
  ],
};

const BY_STATUS: Readonly<Record<number, keyof typeof LASTING>> = {
  301: 'PermanentRedirect',
  401: 'AccessDenied',
  403: 'AccessDenied',
  405: 'MethodNotAllowed',
  413: 'EntityTooLarge',
};

/** Refusals that the next try does not meet: the service said to come back, or the time was up. */
const PASSING: ReadonlySet<string> = new Set(['SlowDown', 'RequestTimeout', 'RequestTimeoutException', 'Throttling']);
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429]);
/** Node's codes for certificates that are not trusted: no retry mends a configuration. */
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Of the file here that an object comes from or goes to: no fault of the store. */
const OF_THE_DISK: ReadonlySet<string | undefined> = new Set([
  'EACCES',
  'EDQUOT',
  'EEXIST',
  'EIO',
  'EISDIR',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

/** The object is not there; that is no error to whoever reads. A missing bucket has a code of its own. */
export function isNoSuchObject(error: unknown): boolean {
  const { code, status } = answerOf(error);
  return code === 'NoSuchKey' || code === 'NotFound' || (status === 404 && code !== 'NoSuchBucket');
}

/** The error of a request as one of ours, by its code and status alone; a defect stays what it is. */
export function s3Error(place: string, doing: string, error: unknown): unknown {
  if (error instanceof ArtifactsError || OF_THE_DISK.has(errorCodeOf(error))) return error;
  const answer = answerOf(error);
  const nodeCode = errorCodeOf(error);
  const failed = `The artifact store ${place}: ${doing} failed`;
  if (isPassing(answer)) return unavailable(`${failed}, the service answered ${answerText(answer)}.`, error);
  const known = LASTING[answer.code] ?? LASTING[BY_STATUS[answer.status ?? 0] ?? ''];
  if (known !== undefined) return unusable(`${failed}: ${known[0]} (${answerText(answer)}).`, known[1], error);
  if (answer.status !== undefined) {
    return unusable(`${failed}, the service answered ${answerText(answer)}.`, undefined, error);
  }
  if (nodeCode !== undefined && CERTIFICATE.test(nodeCode)) {
    return unusable(
      `${failed}: its certificate is not trusted (${nodeCode}).`,
      'name its authority: NODE_EXTRA_CA_CERTS=FILE',
      error,
    );
  }
  if (nodeCode !== undefined || answer.code === 'TimeoutError' || answer.code === 'AbortError') {
    return unavailable(`${failed}, there was no answer (${nodeCode ?? 'time-out'}).`, error);
  }
  return error;
}

function isPassing({ code, status }: Answer): boolean {
  return PASSING.has(code) || (status !== undefined && (status >= 500 || PASSING_STATUS.has(status)));
}

function answerOf(error: unknown): Answer {
  if (!(error instanceof Error)) return { code: '', status: undefined };
  const { name: code } = error;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status: unknown = (metadata as { readonly httpStatusCode?: unknown } | undefined)?.httpStatusCode;
  return { code, status: typeof status === 'number' ? status : undefined };
}

function answerText({ code, status }: Answer): string {
  const shown = shortLine(code, SERVICE_CODE_LENGTH_MAX);
  return status === undefined ? shown : `${status} ${shown}`;
}
