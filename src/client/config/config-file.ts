import type { Config } from './config-schema.ts';

/** A configuration file that was found and is valid. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** For people: relative where it lies inside the current directory. */
  readonly name: string;
  /** Absolute; relative paths in the file begin here. */
  readonly dir: string;
  readonly values: Config;
  /** In which line a key stands, from 1, where that is known. */
  readonly lines?: Readonly<Record<string, number>>;
}
