import type { ArtifactStore } from '../../artifacts/index.ts';
import type { Invocation } from '../invocation.ts';
import { artifactsOf } from '../options/artifacts.ts';

/** The artifact store that is configured here; undefined: none is. Throws `Artifacts.Unusable` for what is no address. */
export async function storeHere({ env, config, cwd }: Invocation): Promise<ArtifactStore | undefined> {
  const address = artifactsOf({ flags: {}, env, config }, cwd);
  if (address === undefined) return undefined;
  const { openArtifactStore } = await import('../../artifacts/index.ts');
  return await openArtifactStore(address, env);
}
