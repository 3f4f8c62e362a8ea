import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BUNDLE_CACHE_BYTES_MAX,
  BUNDLE_CACHE_COUNT_MAX,
  BUNDLE_IN_USE_MS,
  BUNDLE_UNUSED_KEPT_MS,
} from '../shared/limits.ts';

interface CachedBundle {
  readonly name: string;
  readonly usedAtMs: number;
  readonly bytes: number;
}

/**
 * Removes unpacked bundles, the least recently used first: those that nobody has used for BUNDLE_UNUSED_KEPT_MS, and as
 * many more as the bounds of the cache ask for. Never what is in `kept`, nor what some worker has marked lately. What
 * cannot be removed is left for the next time.
 */
export async function pruneBundles(
  dir: string,
  kept: ReadonlySet<string>,
  nowMs: number = Date.now(),
  { countMax = BUNDLE_CACHE_COUNT_MAX, bytesMax = BUNDLE_CACHE_BYTES_MAX } = {},
): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  await removeLeftovers(dir, names, nowMs);
  const bundles = await cachedBundles(dir, names);
  let count = bundles.length;
  let bytes = bundles.reduce((sum, bundle) => sum + bundle.bytes, 0);
  for (const bundle of bundles.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
    const unusedMs = nowMs - bundle.usedAtMs;
    if (kept.has(bundle.name) || unusedMs < BUNDLE_IN_USE_MS) continue;
    if (unusedMs < BUNDLE_UNUSED_KEPT_MS && count <= countMax && bytes <= bytesMax) continue;
    if (await isMarkedSince(join(dir, `${bundle.name}.used`), bundle.usedAtMs)) continue;
    await remove(dir, bundle.name);
    count -= 1;
    bytes -= bundle.bytes;
  }
}

async function cachedBundles(dir: string, names: readonly string[]): Promise<CachedBundle[]> {
  const found: CachedBundle[] = [];
  for (const used of names.filter((name) => name.endsWith('.used'))) {
    const stats = await stat(join(dir, used)).catch(() => undefined);
    if (stats === undefined) continue;
    const bytes = await bytesIn(join(dir, used));
    found.push({ name: used.slice(0, -'.used'.length), usedAtMs: stats.mtimeMs, bytes });
  }
  return found;
}

/** Another worker may have taken it up while the others were removed. */
async function isMarkedSince(usedFile: string, usedAtMs: number): Promise<boolean> {
  const stats = await stat(usedFile).catch(() => undefined);
  return stats !== undefined && stats.mtimeMs > usedAtMs;
}

async function bytesIn(usedFile: string): Promise<number> {
  try {
    const { bytes } = JSON.parse(await readFile(usedFile, 'utf8')) as { readonly bytes?: unknown };
    return typeof bytes === 'number' && Number.isFinite(bytes) ? bytes : 0;
  } catch {
    return 0;
  }
}

/** By a new name first: half of a bundle must never be found under its own. */
async function remove(dir: string, name: string): Promise<void> {
  const aside = join(dir, `~${randomUUID()}`);
  await rename(join(dir, name), aside).catch(() => undefined);
  await rm(join(dir, `${name}.used`), { force: true }).catch(() => undefined);
  await rm(aside, { recursive: true, force: true }).catch(() => undefined);
}

/** Of workers that were killed while they unpacked or removed something. */
async function removeLeftovers(dir: string, names: readonly string[], nowMs: number): Promise<void> {
  for (const name of names.filter((each) => each.startsWith('~'))) {
    const stats = await stat(join(dir, name)).catch(() => undefined);
    if (stats === undefined || nowMs - stats.mtimeMs < BUNDLE_UNUSED_KEPT_MS) continue;
    await rm(join(dir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
