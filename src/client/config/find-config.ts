import { lstatSync, readFileSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CONFIG_FILE_BYTES_MAX, CONFIG_SEARCH_DIRECTORIES_MAX } from '../../shared/limits.ts';
import { unusableConfig } from './config-error.ts';

/** Under which the configuration may lie in a directory. */
const configNames = ['muster.config.yaml', 'muster.config.yml', 'muster.config.json'] as const;

/** Of a mode. */
const WRITABLE_BY_ALL = 0o002;

/** The key in a package.json below which the settings may stand. */
export const MANIFEST_NAME = 'package.json';
export const MANIFEST_KEY = 'muster';

/** Whose files are trusted, as the system counts: the reader's, and the owner's of the directory that muster is called in. */
export interface Ownership {
  readonly ownUid: number | undefined;
  /** Absent where everybody may write: who owns such a directory has not put everything into it. */
  readonly hereUid: number | undefined;
}

/**
 * The nearest directory from `from` upwards that holds a configuration decides; the last one looked at is the root of
 * the repository (it holds `.git`) or of the file system. Undefined when there is none. Throws `Config.Unusable` for two
 * files side by side, and for one that somebody else has put there.
 */
export function findConfig(from: string, ownUid: number | undefined): string | undefined {
  const here = statSync(from);
  const ownership = { ownUid, hereUid: (here.mode & WRITABLE_BY_ALL) === 0 ? here.uid : undefined };
  let dir = from;
  for (let count = 0; count < CONFIG_SEARCH_DIRECTORIES_MAX; count += 1) {
    const found = configIn(dir);
    if (found !== undefined) {
      requireTrusted(found, ownership);
      return found;
    }
    if (exists(join(dir, '.git')) || dirname(dir) === dir) return undefined;
    dir = dirname(dir);
  }
  return undefined;
}

/** The configuration of this very directory. */
export function configIn(dir: string): string | undefined {
  const manifest = join(dir, MANIFEST_NAME);
  const found = [
    ...configNames.map((name) => join(dir, name)).filter(exists),
    ...(holdsConfig(manifest) ? [manifest] : []),
  ];
  if (found.length > 1) {
    const names = found.map((path) => (path === manifest ? `"${MANIFEST_KEY}" in ${MANIFEST_NAME}` : basename(path)));
    throw unusableConfig(`${dir} holds two configurations: ${names.join(' and ')}`, [
      'keep one of them',
      'or name the one that counts: --config FILE',
    ]);
  }
  return found[0];
}

/** One that cannot be parsed but speaks of muster is taken for a configuration, so that its error is told. */
function holdsConfig(manifest: string): boolean {
  let text: string;
  try {
    const stats = statSync(manifest);
    if (!stats.isFile() || stats.size > CONFIG_FILE_BYTES_MAX) return false;
    text = readFileSync(manifest, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return false;
  }
  if (!text.includes(`"${MANIFEST_KEY}"`)) return false;
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null && Object.hasOwn(content, MANIFEST_KEY);
  } catch {
    return true;
  }
}

/** A link to nothing counts: the reader must hear of it. */
function exists(path: string): boolean {
  return entryAt(path) !== undefined;
}

function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    // Not there, or in a directory that may not be looked into: both mean none of ours.
    return undefined;
  }
}

/**
 * A configuration names programs' credentials and manifests. In a directory that everybody may write to, such as /tmp,
 * it could be anybody's.
 */
function requireTrusted(path: string, { ownUid, hereUid }: Ownership): void {
  const uid = entryAt(path)?.uid;
  if (ownUid === undefined || uid === undefined || uid === 0 || uid === ownUid || uid === hereUid) return;
  throw unusableConfig(`${path} belongs to somebody else`, [
    `if you trust it, name it: --config ${path}`,
    'or do without: --no-config',
  ]);
}
