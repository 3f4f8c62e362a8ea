// Runs one of the entries of this directory, which are TypeScript:
// node bench/start.mjs main|report|ten-thousand|simulate …
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ENTRIES = {
  main: 'main.ts',
  report: 'report.ts',
  'ten-thousand': 'ten-thousand.ts',
  simulate: 'simulation/main.ts',
};
const [name = '', ...args] = process.argv.slice(2);
const entry = ENTRIES[name];
if (entry === undefined) throw new Error(`start one of: ${Object.keys(ENTRIES).join(', ')}`);

// Below node_modules, so that packages are found from there. Named by the process: two may start at once.
const outDir = join(root, 'node_modules', '.cache', 'muster-bench');
mkdirSync(outDir, { recursive: true });
const outfile = join(outDir, `${basename(entry, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'bench', entry)],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outfile,
  define: {
    BENCH_ROOT: JSON.stringify(root),
    BENCH_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version),
  },
});
process.argv.splice(1, process.argv.length - 1, outfile, ...args);
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}
