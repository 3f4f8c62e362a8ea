import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { loadYaml } from '@kubernetes/client-node';

/** Fields that we do not interpret are kept: kubectl and helm in the scripts must see what the user configured. */
export type Fields = Readonly<Record<string, unknown>>;

interface Entry {
  readonly name: string;
  readonly fields: Fields;
}

/** The merged content of kubeconfig files. Of two entries of one name the first counts, as for kubectl. */
export interface Kubeconfig {
  readonly currentContext?: string;
  readonly clusters: readonly Entry[];
  readonly users: readonly Entry[];
  readonly contexts: readonly Entry[];
}

/** A file that is not a kubeconfig; the message is a sentence with its path. */
export class KubeconfigSyntaxError extends Error {
  override readonly name = 'KubeconfigSyntaxError';
}

/** Reads and merges files. Throws Node's error when one cannot be read, {@link KubeconfigSyntaxError} for its content. */
export function readKubeconfigs(paths: readonly string[]): Kubeconfig {
  const files = paths.map(readOne);
  const currentContext = files.find((file) => file.currentContext !== undefined)?.currentContext;
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    clusters: firstOfEachName(files.flatMap((file) => file.clusters)),
    users: firstOfEachName(files.flatMap((file) => file.users)),
    contexts: firstOfEachName(files.flatMap((file) => file.contexts)),
  };
}

function readOne(path: string): Kubeconfig {
  const text = readFileSync(path, 'utf8');
  const content = contentOf(text, path);
  if (content === null) return { clusters: [], users: [], contexts: [] };
  if (!isFields(content)) throw new KubeconfigSyntaxError(`${path} is not a kubeconfig: a mapping was expected`);
  const currentContext = content['current-context'];
  const dir = dirname(resolve(path));
  return {
    ...(typeof currentContext === 'string' && currentContext !== '' ? { currentContext } : {}),
    clusters: entriesOf(content, 'clusters', 'cluster', path).map((entry) => withAbsolutePaths(entry, dir)),
    users: entriesOf(content, 'users', 'user', path).map((entry) => withAbsolutePaths(entry, dir)),
    contexts: entriesOf(content, 'contexts', 'context', path),
  };
}

/** `null` for an empty file, which kubectl takes for an empty kubeconfig. */
function contentOf(text: string, path: string): unknown {
  if (text.trim() === '') return null;
  try {
    return loadYaml<unknown>(text) ?? null;
  } catch {
    throw new KubeconfigSyntaxError(`${path} is not YAML`);
  }
}

function entriesOf(content: Fields, list: string, key: string, path: string): Entry[] {
  const entries = content[list] ?? [];
  if (!Array.isArray(entries)) throw new KubeconfigSyntaxError(`${path}: ${list} is not a list`);
  return entries.map((entry: unknown, index) => {
    if (!isFields(entry) || typeof entry['name'] !== 'string') {
      throw new KubeconfigSyntaxError(`${path}: ${list}[${index}] has no name`);
    }
    const fields = entry[key] ?? {};
    if (!isFields(fields)) throw new KubeconfigSyntaxError(`${path}: ${list}[${index}].${key} is not a mapping`);
    return { name: entry['name'], fields };
  });
}

/** Relative paths count from the file that they stand in; a bare command is looked up on PATH. */
function withAbsolutePaths(entry: Entry, dir: string): Entry {
  const fields: Record<string, unknown> = { ...entry.fields };
  for (const field of ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']) {
    const path = fields[field];
    if (typeof path === 'string' && path !== '') fields[field] = resolve(dir, path);
  }
  const exec = fields['exec'];
  if (isFields(exec)) {
    const command = exec['command'];
    if (typeof command === 'string' && command.includes('/') && !isAbsolute(command)) {
      fields['exec'] = { ...exec, command: resolve(dir, command) };
    }
  }
  return { ...entry, fields };
}

function firstOfEachName(entries: readonly Entry[]): Entry[] {
  const byName = new Map<string, Entry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
