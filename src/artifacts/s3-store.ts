import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  ARTIFACT_BYTES_MAX,
  ARTIFACT_CALL_TIMEOUT_MS,
  ARTIFACT_RETRY_DELAY_MS,
  ARTIFACT_TRIES,
  ARTIFACTS_LISTED_MAX,
} from '../shared/limits.ts';
import { ArtifactsError, unusable } from './artifacts-error.ts';
import { proveStore } from './check-store.ts';
import { requestSlots, timeLimitMs, within } from './deadline.ts';
import { requireKey, requirePrefix } from './object-key.ts';
import { s3ClientOf, type AwsEnvironment, type S3Place } from './s3-client.ts';
import { isNoSuchObject, s3Error } from './s3-errors.ts';
import type { ArtifactStore, StoredObject } from './store.ts';
import { tooLarge } from './too-large.ts';

/** Each object by one PutObject, which replaces it as a whole or not at all; so none is larger than ARTIFACT_BYTES_MAX. */
export function openS3Store(
  place: S3Place,
  env: AwsEnvironment,
  callMs: number = ARTIFACT_CALL_TIMEOUT_MS,
): ArtifactStore {
  const client = s3ClientOf(place, env);
  const shown = `s3://${place.bucket}${place.prefix === '' ? '' : `/${place.prefix}`}`;
  const call = tryingCalls(client, shown, callMs);
  const object = (key: string) => {
    requireKey(key);
    return { Bucket: place.bucket, Key: place.prefix === '' ? key : `${place.prefix}/${key}` };
  };
  const store: ArtifactStore = {
    place: shown,
    put: async (key, body) => {
      const target = object(key);
      if (body.byteLength > ARTIFACT_BYTES_MAX) throw tooLarge(key, body.byteLength, ARTIFACT_BYTES_MAX);
      const command = () => new PutObjectCommand({ ...target, Body: body, ContentLength: body.byteLength });
      await call(`writing ${key}`, body.byteLength, (abortSignal) => client.send(command(), { abortSignal }));
    },
    putFile: async (key, file) => {
      const target = object(key);
      const { size } = await stat(file);
      if (size > ARTIFACT_BYTES_MAX) throw tooLarge(key, size, ARTIFACT_BYTES_MAX);
      await call(`writing ${key}`, size, (signal) => sendFile(client, target, file, signal));
    },
    get: async (key, maxBytes) => {
      const target = object(key);
      return await call(`reading ${key}`, 0, (signal, allow) =>
        unlessMissing(undefined, async () => {
          const body = await bodyOf(client, target, { key, maxBytes, signal, allowBytes: allow });
          const chunks: Buffer[] = [];
          for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
          return Buffer.concat(chunks);
        }),
      );
    },
    getFile: async (key, file) => {
      const target = object(key);
      return await call(`reading ${key}`, 0, (signal, allow) =>
        unlessMissing(false, async () => {
          const wanted = { key, maxBytes: ARTIFACT_BYTES_MAX, signal, allowBytes: allow };
          await saveAs(file, await bodyOf(client, target, wanted), signal);
          return true;
        }),
      );
    },
    list: async (prefix) => {
      requirePrefix(prefix);
      return await listObjects(client, place, prefix, call);
    },
    delete: async (keys) => {
      await Promise.all(
        keys.map((key) => {
          const target = object(key);
          return call(`deleting ${key}`, 0, (abortSignal) =>
            unlessMissing(undefined, () => client.send(new DeleteObjectCommand(target), { abortSignal })),
          );
        }),
      );
    },
    check: () => proveStore(store),
    close: () => client.destroy(),
  };
  return store;
}

/** `allowBytes`: so much has to be moved, as is known by now. */
type Work<T> = (signal: AbortSignal, allowBytes: (bytes: number) => void) => Promise<T>;
type Call = <T>(doing: string, bytes: number, work: Work<T>) => Promise<T>;

/** Bounds a call in time and number of tries, and turns what it fails with into an error of ours. */
function tryingCalls(client: S3Client, place: string, callMs: number): Call {
  const slots = requestSlots();
  return async (doing, bytes, work) => {
    await requireRegion(client, place);
    for (let tries = 1; ; tries += 1) {
      try {
        const what = `The artifact store ${place}: ${doing}`;
        return await slots(() =>
          within(timeLimitMs(bytes, callMs), what, (signal, allow) =>
            work(signal, (more) => allow(timeLimitMs(more, callMs))),
          ),
        );
      } catch (error) {
        const failure = s3Error(place, doing, error);
        if (tries >= ARTIFACT_TRIES || !(failure instanceof ArtifactsError && failure.retryable)) throw failure;
        await sleep(ARTIFACT_RETRY_DELAY_MS * 2 ** (tries - 1));
      }
    }
  };
}

/** The SDK says it without a code. */
async function requireRegion(client: S3Client, place: string): Promise<void> {
  const isKnown = await client.config.region().then(
    (region) => region !== '',
    () => false,
  );
  if (isKnown) return;
  throw unusable(
    `The artifact store ${place}: nobody says in which region the bucket is.`,
    'name its region: AWS_REGION, or ?region=… in the address',
  );
}

async function unlessMissing<T>(missing: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isNoSuchObject(error)) return missing;
    throw error;
  }
}

interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/** The hash goes into the signature, so that the service refuses what did not arrive as it was sent. */
async function sendFile(client: S3Client, target: ObjectName, file: string, abortSignal: AbortSignal): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256');
    const whole = { autoClose: false, start: 0, end: Math.max(size - 1, 0) };
    if (size > 0) await pipeline(handle.createReadStream(whole), hash, { signal: abortSignal });
    else hash.end();
    const body = size === 0 ? Buffer.alloc(0) : handle.createReadStream(whole);
    const command = new PutObjectCommand({ ...target, Body: body, ContentLength: size });
    const digest = hash.digest('hex');
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] = digest;
        return next(args);
      },
      { step: 'build', name: 'hashOfFile' },
    );
    await client.send(command, { abortSignal });
  } finally {
    await handle.close();
  }
}

interface Wanted {
  readonly key: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly allowBytes: (bytes: number) => void;
}

/** The answer's body; it ends with an error when its time is up, or when it is not as long as announced. */
async function bodyOf(client: S3Client, target: ObjectName, wanted: Wanted): Promise<Readable> {
  const { key, maxBytes, signal } = wanted;
  const { Body, ContentLength: bytes } = await client.send(new GetObjectCommand(target), { abortSignal: signal });
  const body = Body as Readable;
  if (bytes !== undefined && bytes <= maxBytes) {
    wanted.allowBytes(bytes);
    return addAbortSignal(signal, body);
  }
  body.destroy();
  if (bytes !== undefined) throw tooLarge(key, bytes, maxBytes);
  throw unusable(`The service of ${target.Bucket} does not say how large ${key} is.`);
}

async function saveAs(file: string, body: Readable, signal: AbortSignal): Promise<void> {
  const partial = `${file}.${randomUUID()}`;
  try {
    await pipeline(body, createWriteStream(partial, { flags: 'wx', mode: 0o600 }), { signal });
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function listObjects(
  client: S3Client,
  { bucket, prefix: root }: S3Place,
  prefix: string,
  call: Call,
): Promise<readonly StoredObject[]> {
  const above = root === '' ? '' : `${root}/`;
  const found: StoredObject[] = [];
  let token: string | undefined;
  do {
    const input = { Bucket: bucket, Prefix: `${above}${prefix}`, ContinuationToken: token };
    const page = await call('listing', 0, (abortSignal) =>
      client.send(new ListObjectsV2Command(input), { abortSignal }),
    );
    for (const { Key: key = '', Size: bytes = 0 } of page.Contents ?? []) {
      // Consoles make objects that stand for directories.
      if (key.startsWith(above) && !key.endsWith('/')) found.push({ key: key.slice(above.length), bytes });
    }
    if (found.length > ARTIFACTS_LISTED_MAX) {
      throw unusable(`The bucket ${bucket} holds more than ${ARTIFACTS_LISTED_MAX} objects below "${prefix}".`);
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return found;
}
