import { existsSync, statSync } from 'node:fs';
import type { Invocation } from '../invocation.ts';
import type { PathFacts, RunFlags, RunOptions } from './options.ts';
import { resolveRunOptions } from './options.ts';

const diskFacts: PathFacts = {
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  exists: existsSync,
};

/** {@link resolveRunOptions} for the command line that was typed here, on this disk. */
export function optionsHere(invocation: Invocation, patterns: readonly string[], flags: RunFlags): RunOptions {
  const { env, cwd, config } = invocation;
  return resolveRunOptions(patterns, flags, env, cwd, diskFacts, config);
}
