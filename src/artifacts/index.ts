/** What travels between a client and workers that share no disk: the store, and bundles of scenarios directories. */
export { ArtifactsError } from './artifacts-error.ts';
export { BundleCache } from './bundle-cache.ts';
export { requestSlots } from './deadline.ts';
export { directoryDigest, shortDigest } from './directory-digest.ts';
export { openArtifactStore } from './open-store.ts';
export { sendBundle, type SentBundle } from './send-bundle.ts';
export type { ArtifactStore, StoredObject } from './store.ts';
export { storePlaceOf } from './store-place.ts';
export { sizeText } from './too-large.ts';
