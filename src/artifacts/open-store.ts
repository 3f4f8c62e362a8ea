import { openDirectoryStore } from './directory-store.ts';
import type { ArtifactStore } from './store.ts';
import { storePlaceOf } from './store-place.ts';

/**
 * Opens a store by its address: `/dir`, `dir:///dir`, `file:///dir`, or `s3://BUCKET/PREFIX`, with `?endpoint=…`,
 * `region=…` and `path-style=true|false` where the service is not Amazon's. Sends nothing yet. `env`: AWS_* variables.
 * Throws `Artifacts.Unusable` for what is no address.
 */
export async function openArtifactStore(
  address: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ArtifactStore> {
  const place = storePlaceOf(address);
  if (place.kind === 'directory') return openDirectoryStore(place.dir);
  // The SDK takes a fifth of a second to load, and most runs have no use for it.
  const { openS3Store } = await import('./s3-store.ts');
  return openS3Store(place, env);
}
