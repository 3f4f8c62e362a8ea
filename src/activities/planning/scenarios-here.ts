import { ArtifactsError, directoryDigest, shortDigest, type BundleCache } from '../../artifacts/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { CHECKED_DIRECTORIES_MAX } from '../../shared/limits.ts';
import type { RunSettings } from '../../shared/plan.ts';
import { passingFailure, permanentFailure } from '../failures.ts';

export type ScenarioSettings = Pick<RunSettings, 'scenariosDir' | 'workingDir' | 'scenariosDigest' | 'bundleDigest'>;

/** Where the scripts of a run lie on this host. */
export interface ScenariosHere {
  readonly scenariosDir: string;
  /** Where scripts start: of a bundle its root, else what the settings say. */
  readonly workingDir: string;
  /** To be called when nothing of it is read any more: from then on a bundle may be removed from the cache. */
  readonly release: () => void;
}

/** `runKey` names one execution of a run: what was checked for it is not checked again on this worker. */
export type FindScenariosHere = (settings: ScenarioSettings, runKey: string) => Promise<ScenariosHere>;

/**
 * Finds a run's scripts on this host and proves that they are the ones which whoever started it meant. A bundle is
 * fetched from this worker's own store, never from one that the run names. Failures: `Plan.DigestMismatch`,
 * `Bundle.Invalid`, `Artifacts.*`, `Plan.NoDirectory`.
 */
export function findScenariosHere(bundles: BundleCache | undefined): FindScenariosHere {
  const checked = new Map<string, Promise<string>>();
  const once = async (key: string, check: () => Promise<string>): Promise<string> => {
    const known = checked.get(key);
    if (known !== undefined) return await known;
    const [oldest] = checked.keys();
    if (oldest !== undefined && checked.size >= CHECKED_DIRECTORIES_MAX) checked.delete(oldest);
    const checking = check();
    checked.set(key, checking);
    // What was wrong may have been mended when the next attempt asks.
    checking.catch(() => checked.delete(key));
    return await checking;
  };
  return async (settings, runKey) => {
    const { scenariosDir, workingDir, scenariosDigest, bundleDigest } = settings;
    try {
      if (bundleDigest !== undefined) return await unpacked(bundles, bundleDigest, runKey, once, checked);
      if (scenariosDigest !== undefined) {
        const key = `${runKey}\0${scenariosDir}\0${scenariosDigest}`;
        await once(key, () => sameDirectory(scenariosDir, scenariosDigest));
      }
      return { scenariosDir, workingDir, release: () => undefined };
    } catch (error) {
      throw artifactFailureOf(error);
    }
  };
}

async function unpacked(
  bundles: BundleCache | undefined,
  digest: string,
  runKey: string,
  once: (key: string, check: () => Promise<string>) => Promise<string>,
  checked: Map<string, unknown>,
): Promise<ScenariosHere> {
  if (bundles === undefined) {
    // Another worker of the queue, which has a store, may take the next try.
    throw passingFailure(
      FailureType.ArtifactsUnusable,
      "The run's scenarios came as a bundle, and this worker was started without an artifact store (--artifacts).",
    );
  }
  const key = `${runKey}\0${digest}`;
  const held = await bundles.hold(await once(key, () => bundles.verified(digest)));
  if (held !== undefined) return { scenariosDir: held.dir, workingDir: held.dir, release: held.release };
  // Removed since: nothing of the run had been used here for long.
  checked.delete(key);
  const again = await bundles.hold(await once(key, () => bundles.verified(digest)));
  if (again !== undefined) return { scenariosDir: again.dir, workingDir: again.dir, release: again.release };
  throw passingFailure(
    FailureType.ArtifactsUnavailable,
    'The bundle was removed from the cache while it was looked at.',
  );
}

async function sameDirectory(dir: string, digest: string): Promise<string> {
  const { digest: found } = await directoryDigest(dir);
  if (found === digest) return dir;
  throw permanentFailure(
    FailureType.PlanDigestMismatch,
    `The scenarios directory ${dir} on this worker holds something else (${shortDigest(found)}) than that of whoever ` +
      `started the run (${shortDigest(digest)}). Send it along: muster run --bundle, or update the worker's checkout.`,
  );
}

/** An error of the artifact store, or of a directory that is to be compared, becomes a failure of the same type. */
function artifactFailureOf(error: unknown): unknown {
  if (!(error instanceof ArtifactsError)) return error;
  return error.retryable ? passingFailure(error.type, error.message) : permanentFailure(error.type, error.message);
}
