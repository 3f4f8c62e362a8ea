import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { downloadedPath } from './cache.ts';
import { CATALOG, type BinaryName } from './catalog.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { checkVersion } from './version-check.ts';

/** Where a program was found, in the order in which the places are looked at. */
export type BinarySource = 'explicit' | 'environment' | 'cache' | 'path' | 'download' | 'build';

export interface ResolvedBinary {
  readonly name: BinaryName;
  /** Absolute, unless it was given as a relative path. */
  readonly path: string;
  /** As the program itself says, without `v`: `1.36.3`. */
  readonly version: string;
  readonly source: BinarySource;
}

/** What was looked at and why it would not do, one phrase each: `PATH /usr/bin/kubectl: is 1.32.4, …`. */
export type Tried = string[];

export interface Places {
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDir: string;
  readonly buildDir: string;
}

interface Candidate {
  readonly source: BinarySource;
  readonly label: string;
  readonly path: string;
}

/**
 * The program at the path that the user named.
 * @throws EmbeddedServerError `Embedded.BinaryMissing`: what is named must do, nothing else is taken silently.
 */
export async function takeExplicit(name: BinaryName, path: string, env: NodeJS.ProcessEnv): Promise<ResolvedBinary> {
  const check = (await isExecutable(path))
    ? await checkVersion(name, path, env)
    : { refusal: 'is not an executable file' };
  if ('refusal' in check) {
    throw new EmbeddedServerError('Embedded.BinaryMissing', `${path}, given for ${name}, ${check.refusal}.`);
  }
  return { name, path, version: check.version, source: 'explicit' };
}

/** The first acceptable one in the environment's variables, the cache and on PATH; refusals are added to `tried`. */
export async function findInstalled(
  name: BinaryName,
  places: Places,
  tried: Tried,
): Promise<ResolvedBinary | undefined> {
  const candidates = [...fromEnvironment(name, places.env), ...fromCache(name, places), ...fromPath(name, places.env)];
  return firstAcceptable(name, candidates, places.env, tried);
}

/** Only the cache: what another process may have put there meanwhile. */
export function findCached(name: BinaryName, places: Places): Promise<ResolvedBinary | undefined> {
  return firstAcceptable(name, fromCache(name, places), places.env, []);
}

/** Names as in sigs.k8s.io/controller-runtime/pkg/envtest: upper case, `-` as `_`. */
function fromEnvironment(name: BinaryName, env: NodeJS.ProcessEnv): Candidate[] {
  const variable = `TEST_ASSET_${name.toUpperCase().replaceAll('-', '_')}`;
  const asset = env[variable];
  const assetsDir = env['KUBEBUILDER_ASSETS'];
  return [
    ...(asset ? [{ source: 'environment' as const, label: variable, path: asset }] : []),
    ...(assetsDir
      ? [{ source: 'environment' as const, label: 'KUBEBUILDER_ASSETS', path: join(assetsDir, name) }]
      : []),
  ];
}

function fromCache(name: BinaryName, { cacheDir, buildDir }: Places): Candidate[] {
  return [downloadedPath(cacheDir, name), join(buildDir, name)].map((path) => ({
    source: 'cache',
    label: 'cache',
    path,
  }));
}

function fromPath(name: BinaryName, env: NodeJS.ProcessEnv): Candidate[] {
  const dirs = (env['PATH'] ?? '').split(delimiter).filter((dir) => dir.startsWith('/'));
  return [...new Set(dirs)].map((dir) => ({ source: 'path', label: 'PATH', path: join(dir, name) }));
}

async function firstAcceptable(
  name: BinaryName,
  candidates: readonly Candidate[],
  env: NodeJS.ProcessEnv,
  tried: Tried,
): Promise<ResolvedBinary | undefined> {
  let onPath = false;
  for (const { source, label, path } of candidates) {
    if (!(await isExecutable(path))) {
      if (source !== 'path') tried.push(`${label} ${path}: not there`);
      continue;
    }
    onPath ||= source === 'path';
    const check = await checkVersion(name, path, env);
    if ('version' in check) return { name, path, version: check.version, source };
    tried.push(`${label} ${path}: ${check.refusal}`);
  }
  if (!onPath) tried.push(`PATH: no ${name} (${CATALOG[name].wanted})`);
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
