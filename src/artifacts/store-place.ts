import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARTIFACT_PREFIX_LENGTH_MAX } from '../shared/limits.ts';
import { unusable, type ArtifactsError } from './artifacts-error.ts';
import { isKeySegment } from './object-key.ts';

/** Where a store is. */
export type StorePlace =
  | { readonly kind: 'directory'; readonly dir: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Without `/` at its ends; may be empty. */
      readonly prefix: string;
      readonly endpoint?: string;
      readonly region?: string;
      /** Default: true with an endpoint, else false. */
      readonly pathStyle?: boolean;
    };

const FORMS = 'a directory (/srv/muster, dir:///srv/muster, file:///srv/muster) or s3://BUCKET/PREFIX';
const S3_SETTINGS: readonly string[] = ['endpoint', 'region', 'path-style'];

/**
 * Reads the address of a store. Throws `Artifacts.Unusable` with what would be one, and never with what stands in the
 * place of a password.
 */
export function storePlaceOf(address: string): StorePlace {
  if (isAbsolute(address)) return directory(address);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) throw wrong(`it is neither an absolute path nor a URL`);
  if (!URL.canParse(address)) throw wrong('it cannot be read as a URL');
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    throw unusable(
      'The address of an artifact store must not hold credentials: it is shown and recorded.',
      'give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in a profile, or by the machine’s own role',
    );
  }
  switch (scheme) {
    case 'dir':
    case 'file':
      return directoryOf(url);
    case 's3':
      return bucketOf(url);
    default:
      throw wrong(`"${scheme}:" is none of dir:, file: and s3:`);
  }
}

function directory(path: string): StorePlace {
  if (path.includes('\0')) throw wrong('a path holds no NUL');
  const dir = resolve(path);
  if (dir === '/') throw wrong('the root of the file system is nobody’s store');
  return { kind: 'directory', dir };
}

function directoryOf(url: URL): StorePlace {
  if (url.search !== '' || url.hash !== '') throw wrong('a directory has no settings after ? or #');
  if (url.host !== '' && url.host !== 'localhost')
    throw wrong('a directory has no host: three slashes, dir:///srv/muster');
  try {
    return directory(fileURLToPath(`file://${url.pathname}`));
  } catch (error) {
    throw wrong('its path cannot be read', error);
  }
}

function bucketOf(url: URL): StorePlace {
  const { hostname: bucket } = url;
  // What services differ in (dots, upper case, length) they say themselves.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket) || url.port !== '') throw wrong('it names no bucket');
  if (url.hash !== '') throw wrong('# has no meaning in it');
  const prefix = prefixOf(url.pathname);
  const strange = [...url.searchParams.keys()].find((key) => !S3_SETTINGS.includes(key));
  if (strange !== undefined) throw wrong(`its settings are ${S3_SETTINGS.join(', ')}, not "${strange}"`);
  const endpoint = url.searchParams.get('endpoint');
  const region = url.searchParams.get('region');
  const pathStyle = url.searchParams.get('path-style');
  if (pathStyle !== null && pathStyle !== 'true' && pathStyle !== 'false') throw wrong('path-style is true or false');
  if (region !== null && !/^[A-Za-z0-9-]{1,64}$/.test(region)) throw wrong('its region is no name of one');
  return {
    kind: 's3',
    bucket,
    prefix,
    ...(endpoint === null ? {} : { endpoint: endpointOf(endpoint) }),
    ...(region === null ? {} : { region }),
    ...(pathStyle === null ? {} : { pathStyle: pathStyle === 'true' }),
  };
}

function prefixOf(pathname: string): string {
  let prefix: string;
  try {
    prefix = decodeURIComponent(pathname).replace(/^\/|\/$/g, '');
  } catch (error) {
    throw wrong('its prefix is not encoded as URLs are', error);
  }
  if (prefix.length > ARTIFACT_PREFIX_LENGTH_MAX) {
    throw wrong(`its prefix is longer than ${ARTIFACT_PREFIX_LENGTH_MAX} characters`);
  }
  if (prefix === '' || prefix.split('/').every(isKeySegment)) return prefix;
  throw wrong('its prefix is made of letters, digits, ".", "_", "-" and "/" between them');
}

/** The origin of a service: `http://` or `https://`, without credentials. Also of `AWS_ENDPOINT_URL`. */
export function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong('its endpoint is an http:// or https:// URL without credentials');
  }
  return url.href.replace(/\/$/, '');
}

function wrong(why: string, cause?: unknown): ArtifactsError {
  return unusable(`That is not the address of an artifact store: ${why}.`, `give ${FORMS}`, cause);
}
