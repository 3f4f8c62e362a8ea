import { fileURLToPath } from 'node:url';

/** The built file of a process entry, for example `worker/main.js`; also when this file itself runs from `src/`. */
export function processEntry(name: string): string {
  return fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
}
