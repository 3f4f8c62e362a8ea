/** An object in the store. Keys are relative, with `/`, of letters, digits, `.`, `_`, `-`; never `..`. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Where bundles and results travel between a client and workers that share no disk: a directory, or an S3 bucket with a
 * prefix. Every write replaces its object as a whole or not at all. Errors carry the types `Artifacts.Unusable` (for
 * good) and `Artifacts.Unavailable` (worth another try); every call is bounded in time.
 */
export interface ArtifactStore {
  /** For people, without credentials: `/srv/muster` or `s3://bucket/prefix`. */
  readonly place: string;
  put(key: string, body: Uint8Array): Promise<void>;
  putFile(key: string, file: string): Promise<void>;
  /** Undefined: there is no such object. At most `maxBytes`; a larger one is `Artifacts.Unusable`. */
  get(key: string, maxBytes: number): Promise<Buffer | undefined>;
  /** Writes the object into a file that replaces another as a whole; false: there is no such object. */
  getFile(key: string, file: string): Promise<boolean>;
  /** All whose keys begin with `prefix`, in the order of their keys. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  delete(keys: readonly string[]): Promise<void>;
  /** Proves that it can be read and written; throws `Artifacts.Unusable` or `Artifacts.Unavailable` with a sentence. */
  check(): Promise<void>;
  close(): void;
}
