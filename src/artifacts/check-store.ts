import { randomUUID } from 'node:crypto';
import { unusable } from './artifacts-error.ts';
import type { ArtifactStore } from './store.ts';

const PROBE = 'written to prove that this store can be used; may be deleted';

/** Writes, reads and deletes a small object: the rights that runs need, and nothing else. */
export async function proveStore(store: Pick<ArtifactStore, 'place' | 'put' | 'get' | 'delete'>): Promise<void> {
  const key = `probes/${randomUUID()}`;
  await store.put(key, Buffer.from(PROBE));
  try {
    const read = await store.get(key, PROBE.length);
    if (read?.toString() === PROBE) return;
    throw unusable(
      `The artifact store ${store.place} took an object and does not give it back as it was.`,
      'look at what stands between here and it: a proxy, a cache, or another server of the same name',
    );
  } finally {
    await store.delete([key]);
  }
}
