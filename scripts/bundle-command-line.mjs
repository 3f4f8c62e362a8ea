import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** Looks for files of its own, native ones among them, or starts threads from them. */
const LEFT_OUTSIDE = [
  '@temporalio/worker',
  '@temporalio/activity',
  '@temporalio/workflow',
  '@kubernetes/client-node',
  '@aws-sdk/*',
  '@smithy/*',
  'pino',
  'prom-client',
];

/**
 * Makes a few large files of the thousand small ones that a command would load, in the place of `dist/client/main.js`:
 * finding and opening each of them is a third of the time until a command does something.
 */
export async function bundleCommandLine(dist) {
  const place = join(dist, 'client');
  await build({
    entryPoints: [join(place, 'main.js')],
    outdir: place,
    allowOverwrite: true,
    bundle: true,
    // Commands are loaded when they are asked for.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: LEFT_OUTSIDE,
    // Packages that are CommonJS ask for Node's own modules with it.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    plugins: [stayingInPlace(dist, place)],
  });
}

/** A module of `dist` finds files beside itself also after it has moved into one of the large files in `place`. */
function stayingInPlace(dist, place) {
  return {
    name: 'staying in place',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!path.startsWith(join(dist, '/'))) return undefined;
        const source = readFileSync(path, 'utf8');
        const url = `new URL(${JSON.stringify(relative(place, path))}, import.meta.url).href`;
        return { contents: source.replaceAll('import.meta.url', url), loader: 'js' };
      });
    },
  };
}
