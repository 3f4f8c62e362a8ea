import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { ARTIFACT_CONNECT_TIMEOUT_MS, ARTIFACT_REQUESTS_MAX } from '../shared/limits.ts';
import { endpointOf, type StorePlace } from './store-place.ts';

export type S3Place = Extract<StorePlace, { readonly kind: 's3' }>;
export type AwsEnvironment = Readonly<Record<string, string | undefined>>;

/** What services other than Amazon's take for the name of a region when they have none. */
const REGION_OF_OTHERS = 'us-east-1';

/**
 * A client for the bucket's service. Credentials come from the SDK's own chain and from nowhere else: variables,
 * profile, role. It does not try again by itself: how often and how long is decided in one place, by the store.
 */
export function s3ClientOf(place: S3Place, env: AwsEnvironment): S3Client {
  const given = place.endpoint ?? textOf(env, 'AWS_ENDPOINT_URL_S3') ?? textOf(env, 'AWS_ENDPOINT_URL');
  const endpoint = given === undefined ? undefined : endpointOf(given);
  const region =
    place.region ??
    textOf(env, 'AWS_REGION') ??
    textOf(env, 'AWS_DEFAULT_REGION') ??
    (endpoint === undefined ? undefined : REGION_OF_OTHERS);
  const credentials = credentialsOf(env);
  const agent = { keepAlive: true, maxSockets: ARTIFACT_REQUESTS_MAX };
  const config: S3ClientConfig = {
    // Whatever happens is told by the one error of this room; the SDK would write to the terminal as well.
    logger: silent,
    forcePathStyle: place.pathStyle ?? endpoint !== undefined,
    maxAttempts: 1,
    // Services other than Amazon's do not know the newer checksums; ours are in the signature of every request.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: ARTIFACT_CONNECT_TIMEOUT_MS, httpAgent: agent, httpsAgent: agent },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return withoutNotices(() => new S3Client(config));
}

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The SDK announces to whoever runs this which Node its later versions will need: that is our business, not theirs. */
function withoutNotices<T>(make: () => T): T {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return make();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The first link of the SDK's chain, read from the environment that was given; undefined: the chain itself. */
function credentialsOf(env: AwsEnvironment) {
  const accessKeyId = textOf(env, 'AWS_ACCESS_KEY_ID');
  const secretAccessKey = textOf(env, 'AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = textOf(env, 'AWS_SESSION_TOKEN');
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function textOf(env: AwsEnvironment, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}
