import { BINARY_NAMES, buildDir, CATALOG, defaultCacheDir, findInstalled, type BinaryName } from '../embedded/index.ts';

/** A program of the local servers, as far as it is on this machine. */
export interface InstalledProgram {
  readonly name: string;
  /** The version that would be fetched. */
  readonly wanted: string;
  /** Absent: a first start fetches or builds it. */
  readonly found?: { readonly path: string; readonly version: string; readonly source: string };
  /** What was looked at and would not do, one phrase each. */
  readonly tried: readonly string[];
}

/** Looks at the places where programs may be, in their order, and asks each for its version; fetches nothing. */
export async function installedPrograms(
  env: NodeJS.ProcessEnv,
  which: 'temporal' | 'all',
): Promise<InstalledProgram[]> {
  const cacheDir = defaultCacheDir(env);
  const places = { env, cacheDir, buildDir: await buildDir(cacheDir) };
  const names: readonly BinaryName[] = which === 'temporal' ? ['temporal'] : BINARY_NAMES;
  return await Promise.all(
    names.map(async (name) => {
      const tried: string[] = [];
      const found = await findInstalled(name, places, tried);
      return { name, wanted: CATALOG[name].version, tried, ...(found === undefined ? {} : { found }) };
    }),
  );
}
