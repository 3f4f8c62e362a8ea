import { isAbsolute, relative } from 'node:path';

/** As short as it can be typed where the reader is: relative inside the current directory, absolute elsewhere. */
export function displayPath(path: string, cwd: string): string {
  if (!isAbsolute(path)) return path;
  const inside = relative(cwd, path);
  if (inside === '') return '.';
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}
