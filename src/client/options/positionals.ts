import { isAbsolute, relative, resolve, sep } from 'node:path';

export interface Positionals {
  /** Set when the first positional is the scenarios directory. */
  readonly scenariosDir?: string;
  readonly patterns: readonly string[];
}

/**
 * `muster run DIR …`: a first positional that is a directory is the scenarios directory, unless `--scenarios-dir` says
 * which one it is; everything else is a pattern.
 */
export function splitPositionals(
  positionals: readonly string[],
  hasScenariosFlag: boolean,
  isDirectory: (path: string) => boolean,
): Positionals {
  const [first, ...rest] = positionals;
  if (first === undefined || hasScenariosFlag || !isDirectory(first)) return { patterns: positionals };
  return { scenariosDir: first, patterns: rest };
}

/**
 * A path as the shell completes it, made relative to the scenarios directory when it lies inside; anything else stays
 * a pattern. What exists inside the scenarios directory under that very name is meant first.
 */
export function patternOf(
  positional: string,
  scenariosDir: string,
  cwd: string,
  exists: (path: string) => boolean,
): string {
  const fromCwd = resolve(cwd, positional);
  const inside = relative(scenariosDir, fromCwd);
  const isInside = inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  if (!isInside || !exists(fromCwd)) return positional;
  if (!isAbsolute(positional) && exists(resolve(scenariosDir, positional))) return positional;
  return inside.split(sep).join('/');
}
