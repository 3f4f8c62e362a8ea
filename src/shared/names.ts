import {
  LABEL_VALUE_LENGTH_MAX,
  NAMESPACE_NAME_LENGTH_MAX,
  NAMESPACE_PREFIX_LENGTH_MAX,
  RELEASE_SLUG_LENGTH_MAX,
} from './limits.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const UNIQUE_LENGTH = 13;
const RELEASE_UNIQUE_LENGTH = 5;
const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MASK_64 = 0xffffffffffffffffn;

/**
 * 64-bit FNV-1a with a final mix, over UTF-16 code units. Not cryptographic: it spreads names, it guards nothing.
 * Written here because workflow code may not import `node:crypto`.
 */
function hash64(text: string): bigint {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = ((hash ^ BigInt(unit & 0xff)) * FNV_PRIME) & MASK_64;
    hash = ((hash ^ BigInt(unit >> 8)) * FNV_PRIME) & MASK_64;
  }
  // The finaliser of MurmurHash3: without it, texts that differ in their last character share most of their bits.
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & MASK_64;
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK_64;
  return hash ^ (hash >> 33n);
}

/** `length` lower-case base32 characters (at most 13, which carry all 64 bits). */
export function base32Of(text: string, length: number): string {
  let rest = hash64(text);
  let out = '';
  for (let index = 0; index < length; index += 1) {
    out += BASE32.charAt(Number(rest & 31n));
    rest >>= 5n;
  }
  return out;
}

/** 8 hexadecimal characters. */
export function shortHash(text: string): string {
  return (hash64(text) & 0xffffffffn).toString(16).padStart(8, '0');
}

/** Lower-case letters, digits and single inner hyphens, at most `maxLength`; `x` when nothing is left. */
export function slugOf(text: string, maxLength: number): string {
  const slug = text
    .normalize('NFKD')
    // The marks that NFKD splits off: without this, "ü" would become "u-".
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, maxLength)
    .replace(/-+$/, '');
  return slug === '' ? 'x' : slug;
}

/** A path without directories and its last extension: `a/b/smoke.test.sh` → `smoke.test`. */
export function stemOf(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

/** Whether a text that somebody typed names this script: its path, or at any depth its file name or stem. */
export function isNamedBy(text: string, path: string): boolean {
  if (text === path) return true;
  return !text.includes('/') && (text === path.slice(path.lastIndexOf('/') + 1) || text === stemOf(path));
}

/**
 * The namespace of one attempt: `<prefix>-<slug>-<13 base32>`, a DNS-1123 label of at most 53 characters. The last
 * part carries 64 bits of the scenario's key and the attempt, so names of different attempts differ and everyone who
 * knows the key knows every name in advance.
 */
export function namespaceNameOf(prefix: string, scenarioPath: string, key: string, attempt: number): string {
  const head = slugOf(prefix, NAMESPACE_PREFIX_LENGTH_MAX);
  const unique = base32Of(`${key}/${attempt}`, UNIQUE_LENGTH);
  const slug = slugOf(stemOf(scenarioPath), NAMESPACE_NAME_LENGTH_MAX - head.length - UNIQUE_LENGTH - 2);
  return `${head}-${slug}-${unique}`;
}

/** The Helm release of one attempt: begins with a letter, at most 25 characters. */
export function releaseNameOf(scenarioPath: string, key: string, attempt: number): string {
  const slug = slugOf(stemOf(scenarioPath), RELEASE_SLUG_LENGTH_MAX);
  // Charts make Service names of the release, and a Service's name must begin with a letter (RFC 1035).
  const lettered = /^[a-z]/.test(slug) ? slug : slugOf(`r-${slug}`, RELEASE_SLUG_LENGTH_MAX);
  return `${lettered}-${base32Of(`${key}/${attempt}`, RELEASE_UNIQUE_LENGTH)}`;
}

/** A label value for any text: the text itself when it is legal, otherwise slug and hash. */
export function labelValueOf(text: string): string {
  if (text.length <= LABEL_VALUE_LENGTH_MAX && /^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(text)) return text;
  const hash = shortHash(text);
  return `${slugOf(text, LABEL_VALUE_LENGTH_MAX - hash.length - 1)}-${hash}`;
}

const WORKFLOW_ID_BYTES_MAX = 255;
/** A run's own, which may be chosen by hand: those of its scenarios begin with it. */
export const RUN_WORKFLOW_ID_BYTES_MAX = 200;
const RUN_PREFIX = 'muster-';
/** Leaves room for `muster-`, the run's hash and a path within 255 bytes, and for a schedule's time suffix. */
export const RUN_NAME_LENGTH_MAX = 100;

/** Names that people type: letters, digits, `.`, `_`, `-`, beginning and ending with a letter or digit. */
export function isRunName(text: string): boolean {
  return text.length <= RUN_NAME_LENGTH_MAX && /^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(text);
}

export function runWorkflowIdOf(runName: string): string {
  return RUN_PREFIX + runName;
}

/** The inverse of {@link runWorkflowIdOf}; an id that was chosen by hand is its own run name. */
export function runNameOf(workflowId: string): string {
  return workflowId.startsWith(RUN_PREFIX) ? workflowId.slice(RUN_PREFIX.length) : workflowId;
}

/**
 * What the ids of all scenario executions of one run begin with: `<run's workflow id>/<8 hex>/`. `runId` is the run's
 * first run id, so that a second run of one name has other children.
 */
export function scenarioIdPrefixOf(runWorkflowId: string, runId: string): string {
  return `${runWorkflowId}/${shortHash(runId)}/`;
}

/** Of the workflow that watches over the run's lease; no scenario's, because a path has no such beginning. */
export function leaseWorkflowIdOf(runWorkflowId: string, runId: string): string {
  return `${runWorkflowId}/${shortHash(runId)}:lease`;
}

/** Of the workflow that runs one slice of a large run; no scenario's either. `index` from 0. */
export function shardWorkflowIdOf(runWorkflowId: string, runId: string, index: number): string {
  return `${runWorkflowId}/${shortHash(runId)}:shard-${index}`;
}

/**
 * `muster-<runName>/<8 hex>/<path>`, at most 255 bytes (longer ids hang on PostgreSQL): paths that are long or not
 * plain ASCII are cut and hashed. `runId` as in {@link scenarioIdPrefixOf}.
 */
export function scenarioWorkflowIdOf(runWorkflowId: string, runId: string, path: string): string {
  const head = scenarioIdPrefixOf(runWorkflowId, runId);
  const room = WORKFLOW_ID_BYTES_MAX - head.length;
  const plain = /^[A-Za-z0-9._/-]+$/.test(path);
  if (plain && path.length <= room) return head + path;
  const hash = base32Of(path, UNIQUE_LENGTH);
  const readable = path.replace(/[^A-Za-z0-9._/-]+/g, '-').slice(0, Math.max(0, room - hash.length - 1));
  return `${head}${readable}-${hash}`;
}
