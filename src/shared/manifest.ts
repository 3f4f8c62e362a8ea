import { LineCounter } from 'yaml';
import type { Document } from 'yaml';
import { MANIFEST_DOCUMENTS_MAX, MANIFEST_OBJECT_BYTES_MAX, MANIFEST_OBJECTS_MAX } from './limits.ts';
import { documentsOf, repeatedKeyOf } from './yaml-of-kubectl.ts';

/** One object of a file, as it is sent; its namespace is filled in later. */
export interface ManifestObject {
  /** `document 2`, `document 1, item 3`; counted from 1. */
  readonly place: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly body: Fields;
}

/** Never a piece of the file: it may be a secret. Only `apiVersion` and `kind`, when they are such, are repeated. */
export interface ManifestProblem {
  readonly place?: string;
  readonly expected: string;
  readonly found?: string;
}

export type Fields = Readonly<Record<string, unknown>>;

const API_VERSION = /^(?:([a-z0-9][-a-z0-9.]{0,251})\/)?(v[a-z0-9]{1,30})$/;
const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
/** What may stand in a path, see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/. */
const NAME = /^(?!\.{1,2}$)[^/%\s\p{Cc}]{1,253}$/u;
/** Set by the API server: what `kubectl get -o yaml` brings along, and what a server would take as a condition. */
const serverFields: readonly string[] = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'uid'];

/** The objects of a YAML or JSON file with one or several documents, lists unwrapped; or the first problem. Never throws. */
export function manifestObjectsOf(
  text: string,
): { readonly objects: readonly ManifestObject[] } | { readonly problem: ManifestProblem } {
  const lines = new LineCounter();
  const objects: ManifestObject[] = [];
  let count = 0;
  for (const document of documentsOf(text, lines)) {
    count += 1;
    if (count > MANIFEST_DOCUMENTS_MAX) return { problem: { expected: `at most ${MANIFEST_DOCUMENTS_MAX} documents` } };
    const place = `document ${count}`;
    const value = valueOf(document, lines);
    if ('problem' in value) return { problem: { place, ...value.problem } };
    if (value.value === null || value.value === undefined) continue;
    for (const { item, at } of itemsOf(value.value, place)) {
      const read = objectOf(item, at);
      if ('problem' in read) return { problem: { place: at, ...read.problem } };
      objects.push(read.object);
      if (objects.length > MANIFEST_OBJECTS_MAX)
        return { problem: { expected: `at most ${MANIFEST_OBJECTS_MAX} objects` } };
    }
  }
  return objects.length > 0 ? { objects } : { problem: { expected: 'at least one object', found: 'none' } };
}

export function manifestProblemText(file: string, { place, expected, found }: ManifestProblem): string {
  const where = place === undefined ? file : `${file}, ${place}`;
  return `${where}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
}

type Read<Key extends string, T> = { readonly [key in Key]: T } | { readonly problem: Omit<ManifestProblem, 'place'> };

function valueOf(document: Document, lines: LineCounter): Read<'value', unknown> {
  const [error] = document.errors;
  if (error !== undefined) {
    return refused('valid YAML or JSON', `${error.code} in ${placeOf(error.pos[0], lines)}`);
  }
  try {
    const repeatedAt = repeatedKeyOf(document);
    if (repeatedAt !== undefined) return refused('each key once', `one twice in ${placeOf(repeatedAt, lines)}`);
    const value: unknown = document.toJS();
    return isWithin(value, MANIFEST_OBJECT_BYTES_MAX)
      ? { value }
      : refused(`at most ${MANIFEST_OBJECT_BYTES_MAX} bytes with its aliases written out`, 'more');
  } catch {
    return refused('plain YAML or JSON', 'aliases or nesting that cannot be resolved');
  }
}

function placeOf(offset: number, lines: LineCounter): string {
  const { line, col } = lines.linePos(offset);
  return `line ${Math.max(line, 1)}, column ${Math.max(col, 1)}`;
}

/** Aliases are one object in memory and many in JSON: counted as they would be sent, and only as far as allowed. */
function isWithin(value: unknown, bytesMax: number): boolean {
  let left = bytesMax;
  const open: unknown[] = [value];
  while (open.length > 0 && left >= 0) {
    const next = open.pop();
    left -= 2 + (typeof next === 'string' ? next.length : 0);
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, inner] of Object.entries(next)) {
      left -= key.length;
      open.push(inner);
    }
  }
  return left >= 0;
}

/** `kind: List`, or any other list whose items say what they are. Lists in lists are unwrapped too. */
function* itemsOf(value: unknown, place: string): Iterable<{ readonly item: unknown; readonly at: string }> {
  const open = [{ item: value, at: place }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { item, at } = next;
    const { kind, items } = isFields(item) ? item : {};
    if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) {
      yield next;
      continue;
    }
    // One more than allowed is enough to be refused.
    const inner: readonly unknown[] = items.slice(0, MANIFEST_OBJECTS_MAX + 1);
    open.unshift(...inner.map((each, index) => ({ item: each, at: `${at}, item ${index + 1}` })));
  }
}

function objectOf(item: unknown, place: string): Read<'object', ManifestObject> {
  if (!isFields(item)) return refused('an object with apiVersion, kind and metadata', described(item));
  const [, group = '', version] = API_VERSION.exec(textOf(item['apiVersion'])) ?? [];
  if (version === undefined) return refused('an apiVersion such as v1 or apps/v1', described(item['apiVersion']));
  const kind = textOf(item['kind']);
  if (!KIND.test(kind)) return refused('a kind such as Secret', described(item['kind']));
  const metadata = item['metadata'];
  if (!isFields(metadata)) return refused('metadata with a name', described(metadata));
  const name = textOf(metadata['name']);
  if (!NAME.test(name)) return refused('a metadata.name that can be used', described(metadata['name']));
  if (!['', undefined, null].includes(metadata['namespace'] as string | undefined | null)) {
    return refused('no metadata.namespace, because every scenario has a namespace of its own', 'one');
  }
  const labels = metadata['labels'] ?? {};
  if (!isFields(labels)) return refused('metadata.labels as keys and values', described(labels));
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !serverFields.includes(key)));
  return { object: { place, group, version, kind, name, body: { ...item, metadata: kept } } };
}

function refused(expected: string, found: string): { readonly problem: Omit<ManifestProblem, 'place'> } {
  return { problem: { expected, found } };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What it is, not what it says. */
function described(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys and values';
  return typeof value === 'string' ? 'another text' : `a ${typeof value}`;
}
