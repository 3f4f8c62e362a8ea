import { buildDir, downloadedPath } from './cache.ts';
import { withCacheLock } from './cache-lock.ts';
import { binaryMissingError } from './binary-missing.ts';
import type { BinaryName } from './catalog.ts';
import { DownloadError } from './download.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import {
  findCached,
  findInstalled,
  takeExplicit,
  type Places,
  type ResolvedBinary,
  type Tried,
} from './find-installed.ts';
import { goBuild } from './go-build.ts';
import { refuseGo } from './go-toolchain.ts';
import { installRelease } from './install-release.ts';
import { officialRelease } from './official-release.ts';
import type { OnProgress } from './progress.ts';
import { checkVersion } from './version-check.ts';

export interface ResolveOptions {
  /** PATH, TEST_ASSET_*, KUBEBUILDER_ASSETS, MUSTER_OFFLINE, MUSTER_DOWNLOAD_MIRROR, and all that Go reads. */
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDir: string;
  readonly onProgress?: OnProgress;
  /** Programs that the user named; nothing else is taken for these. */
  readonly explicit?: Partial<Record<BinaryName, string>>;
}

/** The state of one resolution: what was found so far and what was tried for the rest. */
interface Search {
  readonly places: Places;
  readonly onProgress: OnProgress;
  readonly found: Map<BinaryName, ResolvedBinary>;
  readonly tried: Map<BinaryName, Tried>;
}

/**
 * Finds each program, first hit wins: explicit path, TEST_ASSET_* and KUBEBUILDER_ASSETS, cache, PATH, official
 * download, Go build. Every hit is asked for its version. Only the names that were asked for are in the answer.
 * @throws EmbeddedServerError `Embedded.BinaryMissing` lists all that was tried; also `Embedded.ChecksumMismatch`,
 * `Embedded.BuildFailed`, `Embedded.Unsupported`.
 */
export async function resolveBinaries<Name extends BinaryName>(
  names: readonly Name[],
  options: ResolveOptions,
): Promise<Record<Name, ResolvedBinary>> {
  const { env, cacheDir, explicit = {}, onProgress = () => undefined } = options;
  refuseUnsupportedPlatform();
  const places: Places = { env, cacheDir, buildDir: await buildDir(cacheDir) };
  const search: Search = { places, onProgress, found: new Map(), tried: new Map() };

  await Promise.all(
    names.map(async (name) => {
      const tried: Tried = [];
      search.tried.set(name, tried);
      const path = explicit[name];
      const hit = path === undefined ? await findInstalled(name, places, tried) : await takeExplicit(name, path, env);
      if (hit !== undefined) search.found.set(name, hit);
    }),
  );
  if (missing(search).length > 0) {
    await withCacheLock(cacheDir, onProgress, async () => {
      await takeWhatOthersFetched(search);
      await downloadMissing(search);
      await buildMissing(search);
    });
  }
  return collect(names, search);
}

function missing({ tried, found }: Search): BinaryName[] {
  return [...tried.keys()].filter((name) => !found.has(name));
}

async function takeWhatOthersFetched(search: Search): Promise<void> {
  for (const name of missing(search)) {
    const hit = await findCached(name, search.places);
    if (hit !== undefined) search.found.set(name, hit);
  }
}

async function downloadMissing(search: Search): Promise<void> {
  const { env, cacheDir } = search.places;
  const offline = env['MUSTER_OFFLINE'];
  let refusal = offline === undefined || offline === '' || offline === '0' ? undefined : 'MUSTER_OFFLINE is set';
  for (const name of missing(search)) {
    const tried = search.tried.get(name);
    const release = officialRelease(name);
    if (release === undefined || refusal !== undefined) {
      tried?.push(`download: ${release === undefined ? 'nothing that can be verified is published for it' : refusal}`);
      continue;
    }
    try {
      const version = await installRelease(name, release, { cacheDir, env, onProgress: search.onProgress });
      search.found.set(name, { name, path: downloadedPath(cacheDir, name), version, source: 'download' });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      tried?.push(`download: ${error.message}`);
      if (error.networkDown) refusal = 'not tried, the network is closed';
    }
  }
}

async function buildMissing(search: Search): Promise<void> {
  const names = missing(search);
  if (names.length === 0) return;
  const { env, buildDir: outDir } = search.places;
  const refusal = await refuseGo(env);
  if (refusal !== undefined) {
    for (const name of names) search.tried.get(name)?.push(`build: ${refusal}`);
    return;
  }
  await goBuild(names, { outDir, env, onProgress: search.onProgress });
  for (const name of names) {
    const path = `${outDir}/${name}`;
    const check = await checkVersion(name, path, env);
    if ('version' in check) search.found.set(name, { name, path, version: check.version, source: 'build' });
    else search.tried.get(name)?.push(`build ${path}: ${check.refusal}`);
  }
}

async function collect<Name extends BinaryName>(
  names: readonly Name[],
  search: Search,
): Promise<Record<Name, ResolvedBinary>> {
  const lost = missing(search);
  if (lost.length > 0) throw await binaryMissingError(lost, search.tried);
  const entries = names.map((name) => [name, search.found.get(name)] as const);
  return Object.fromEntries(entries) as Record<Name, ResolvedBinary>;
}

function refuseUnsupportedPlatform(): void {
  if (process.platform === 'linux' || process.platform === 'darwin') return;
  throw new EmbeddedServerError(
    'Embedded.Unsupported',
    `The embedded servers run on Linux and macOS, not on ${process.platform}. On Windows, use WSL2.`,
  );
}
