import type { Dirent } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE_BYTES_MAX, BUNDLE_ENTRIES_MAX, DISCOVERY_DEPTH_MAX, DISCOVERY_READS_MAX } from '../shared/limits.ts';
import { FailureType } from '../shared/failure-types.ts';
import { comparePaths } from '../shared/order.ts';
import { ArtifactsError, errorCodeOf, unusable } from './artifacts-error.ts';
import { sizeText } from './too-large.ts';

/** What a directory holds, as far as it counts: files with one bit of their mode, and links with their targets. */
export type TreeEntry =
  | { readonly kind: 'file'; readonly path: string; readonly isExecutable: boolean; readonly bytes: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const RESULTS_MARK = '.muster';
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.DS_Store', 'node_modules', RESULTS_MARK]);

/**
 * Left out of digests and bundles, at any depth: what version control and package managers keep beside the files, and
 * what muster itself writes into a results directory.
 */
export function isLeftOut(name: string): boolean {
  return LEFT_OUT.has(name);
}

/**
 * All files and links below `dir`, in byte order of their paths. Left out are the names of {@link isLeftOut},
 * directories that hold results (with `.muster` in them), empty directories, and what is no file: sockets, pipes,
 * devices. Throws `Plan.NoDirectory` for what cannot be read, `Artifacts.Unusable` for more than a bundle may hold.
 */
export async function readTree(dir: string): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  let bytes = 0;
  const open: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path: above, depth } = next;
    if (depth > DISCOVERY_DEPTH_MAX) throw tooMuch(dir, `more than ${DISCOVERY_DEPTH_MAX} levels`);
    const children = await childrenOf(dir, above);
    if (depth > 0 && children.some((child) => child.name === RESULTS_MARK && child.isDirectory())) continue;
    const counted = children.filter(({ name }) => !isLeftOut(name));
    const pathOf = ({ name }: Dirent) => (above === '' ? name : `${above}/${name}`);
    for (const child of counted) if (child.isDirectory()) open.push({ path: pathOf(child), depth: depth + 1 });
    const others = counted.filter((child) => child.isFile() || child.isSymbolicLink());
    for (let start = 0; start < others.length; start += DISCOVERY_READS_MAX) {
      const batch = others.slice(start, start + DISCOVERY_READS_MAX);
      for (const entry of await Promise.all(batch.map((child) => entryAt(dir, pathOf(child), child)))) {
        entries.push(entry);
        if (entry.kind === 'file') bytes += entry.bytes;
      }
      if (entries.length > BUNDLE_ENTRIES_MAX) throw tooMuch(dir, `more than ${BUNDLE_ENTRIES_MAX} files`);
      if (bytes > BUNDLE_BYTES_MAX) throw tooMuch(dir, `more than ${sizeText(BUNDLE_BYTES_MAX)}`);
    }
  }
  return entries.toSorted((a, b) => comparePaths(a.path, b.path));
}

async function childrenOf(dir: string, path: string): Promise<Dirent[]> {
  try {
    return await readdir(join(dir, path), { withFileTypes: true });
  } catch (error) {
    throw unreadable(dir, path === '' ? '' : ` below it, ${path},`, error);
  }
}

async function entryAt(dir: string, path: string, child: Dirent): Promise<TreeEntry> {
  try {
    if (child.isSymbolicLink()) return { kind: 'link', path, target: await readlink(join(dir, path)) };
    const { mode, size } = await lstat(join(dir, path));
    return { kind: 'file', path, isExecutable: (mode & 0o100) !== 0, bytes: size };
  } catch (error) {
    throw unreadable(dir, ` below it, ${path},`, error);
  }
}

/** Also for a file that vanished while the directory was read. */
export function unreadable(dir: string, what: string, error: unknown): unknown {
  const code = errorCodeOf(error);
  if (code === undefined) return error;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  return new ArtifactsError(FailureType.PlanNoDirectory, `The scenarios directory ${dir}:${what} ${why}.`, {
    cause: error,
  });
}

function tooMuch(dir: string, what: string): ArtifactsError {
  return unusable(
    `The scenarios directory ${dir} holds ${what}, too much to be compared by content or sent as a bundle.`,
    'give a directory that holds only scenarios and what they need',
  );
}
