import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const program = join(import.meta.dirname, '../../src/client/program.ts');

/** Packages that a module brings with it when it is loaded, those of type imports and of `import()` left out. */
function packagesOf(file: string, seen = new Set<string>(), packages = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return packages;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm);
  for (const [, target = ''] of imports) {
    if (target.startsWith('.')) packagesOf(join(dirname(file), target), seen, packages);
    else packages.add(target);
  }
  return packages;
}

it('what takes long to load is loaded by the commands that need it, not by each of them', () => {
  const packages = packagesOf(program);
  expect(packages).toContain('@commander-js/extra-typings');
  const slow = [...packages].filter((name) => /^(@temporalio|@kubernetes|execa|open|xmlbuilder2)\b/.test(name));
  expect(slow).toEqual([]);
});
