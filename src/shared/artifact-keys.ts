import { base32Of } from './names.ts';

const ID_LENGTH = 13;
/** File systems allow 255 bytes between two slashes; what is longer becomes several. */
const SEGMENT_LENGTH = 180;
const PART_DIGITS = 6;

/** Where the files of one run lie in an artifact store: no other run's, in any Temporal, has the same. */
export function artifactsPrefixOf(temporalNamespaceId: string, workflowId: string, runId: string): string {
  return `runs/${temporalNamespaceId}/${base32Of(workflowId, ID_LENGTH)}/${runId}`;
}

/** The outcomes of earlier runs into one results directory of whoever starts them: of all runs of one Temporal. */
export function historyKeyOf(prefix: string, resultsDir: string): string {
  const [, temporalNamespaceId = ''] = prefix.split('/');
  return `histories/${temporalNamespaceId}/${base32Of(resultsDir, ID_LENGTH)}.jsonl`;
}

/** The files of one run in the store, by their keys. Logs are in parts, numbered from 1. */
export function artifactKeys(prefix: string) {
  return {
    all: `${prefix}/`,
    plan: `${prefix}/plan.json`,
    shard: (index: number) => `${prefix}/shards/${index}.json`,
    record: (resultName: string) => `${prefix}/records/${nameInKey(resultName)}.json`,
    diagnostics: (resultName: string, attempt: number) =>
      `${prefix}/diagnostics/${nameInKey(resultName)}.${attempt}.json`,
    logs: `${prefix}/logs/`,
    /** What the keys of all attempts of a log begin with, and those of other names that begin like it. */
    logsOf: (resultName: string) => `${prefix}/logs/${nameInKey(resultName)}.`,
    log: (resultName: string, attempt: number) => `${prefix}/logs/${nameInKey(resultName)}.${attempt}/`,
    report: (file: string) => `${prefix}/reports/${nameInKey(file)}`,
  } as const;
}

/** The key of one part of the log whose parts begin with `log`. */
export function logPartKey(log: string, part: number): string {
  return log + String(part).padStart(PART_DIGITS, '0');
}

export type ArtifactEntry =
  | { readonly kind: 'plan' }
  | { readonly kind: 'shard'; readonly index: number }
  | { readonly kind: 'record'; readonly resultName: string }
  | { readonly kind: 'diagnostics'; readonly resultName: string; readonly attempt: number }
  | { readonly kind: 'log'; readonly resultName: string; readonly attempt: number; readonly part: number }
  | { readonly kind: 'report'; readonly file: string };

/** What lies under a key of {@link artifactKeys}; undefined for any other, and for a name that is no file's. */
export function artifactEntryOf(prefix: string, key: string): ArtifactEntry | undefined {
  if (!key.startsWith(`${prefix}/`)) return undefined;
  const rest = key.slice(prefix.length + 1);
  if (rest === 'plan.json') return { kind: 'plan' };
  const [, kind = '', inside = ''] = /^([a-z]+)\/(.+)$/.exec(rest) ?? [];
  const [, jsonOf = ''] = /^(.+)\.json$/.exec(inside) ?? [];
  if (kind === 'shards') return /^\d{1,6}$/.test(jsonOf) ? { kind: 'shard', index: Number(jsonOf) } : undefined;
  if (kind === 'records') return named(jsonOf, (resultName) => ({ kind: 'record', resultName }));
  if (kind === 'reports') return named(inside, (file) => ({ kind: 'report', file }));
  if (kind === 'diagnostics') {
    const [, name = '', attempt = ''] = /^(.+)\.(\d{1,6})$/.exec(jsonOf) ?? [];
    return named(name, (resultName) => ({ kind: 'diagnostics', resultName, attempt: Number(attempt) }));
  }
  if (kind !== 'logs') return undefined;
  const [, name = '', attempt = '', part = ''] = /^(.+)\.(\d{1,6})\/(\d{6,9})$/.exec(inside) ?? [];
  return named(name, (resultName) => ({ kind: 'log', resultName, attempt: Number(attempt), part: Number(part) }));
}

function named(text: string, entry: (name: string) => ArtifactEntry): ArtifactEntry | undefined {
  const name = nameOfKey(text);
  return name === undefined ? undefined : entry(name);
}

/**
 * Any name in the letters of keys, each name in another way: what is not a letter, a digit, `.`, `-` or `_` is written
 * as `_` and two hexadecimal digits for each of its bytes; long names are cut into several by `/`.
 */
function nameInKey(name: string): string {
  const bytes = new TextEncoder().encode(name);
  let out = '';
  // Between dots and slashes nothing may come to read as `.` or `..`.
  const keepsDots = bytes.length <= SEGMENT_LENGTH;
  for (const [index, byte] of bytes.entries()) {
    const character = String.fromCharCode(byte);
    const next = String.fromCharCode(bytes[index + 1] ?? 0);
    const isInner = index > 0 && index < bytes.length - 1 && !out.endsWith('.');
    const isPlain =
      /[A-Za-z0-9-]/.test(character) ||
      (character === '_' && !/[0-9A-F]/.test(next)) ||
      (character === '.' && keepsDots && isInner);
    out += isPlain ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  if (out.length <= SEGMENT_LENGTH) return out;
  const dotless = out.replaceAll('.', '_2E');
  return (dotless.match(new RegExp(`.{1,${SEGMENT_LENGTH}}`, 'g')) ?? []).join('/');
}

/** The inverse; undefined for what is not made by it, or is no name of a file. */
function nameOfKey(text: string): string | undefined {
  const joined = text.replaceAll('/', '');
  const bytes: number[] = [];
  for (let index = 0; index < joined.length; index += 1) {
    const hex = /^_([0-9A-F]{2})/.exec(joined.slice(index, index + 3))?.[1];
    bytes.push(hex === undefined ? joined.charCodeAt(index) : Number.parseInt(hex, 16));
    if (hex !== undefined) index += 2;
  }
  const name = new TextDecoder().decode(Uint8Array.from(bytes));
  // Made into a path by whoever reads it: nothing but a plain name, and no other key's.
  return /^[^/\\\0.][^/\\\0]*$/.test(name) && nameInKey(name) === text ? name : undefined;
}
