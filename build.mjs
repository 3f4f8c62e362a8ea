// Compiles src/ to dist/, bundles the workflows once, so that a worker starts without webpack (about 2 s saved), and the
// script and style of the HTML report. `node build.mjs page` makes these two alone.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { build as bundle } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

async function buildReportPage() {
  const page = (name) => join(root, 'src/report-page', name);
  await bundle({
    entryPoints: [
      { in: page('main.ts'), out: 'page' },
      { in: page('page.css'), out: 'page' },
    ],
    outdir: join(dist, 'report-page'),
    bundle: true,
    minify: true,
    // A page that is one file has no modules. That nothing ends the element around it is esbuild's default.
    format: 'iife',
    charset: 'utf8',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    legalComments: 'none',
    tsconfig: page('tsconfig.json'),
  });
}

if (process.argv[2] === 'page') {
  await buildReportPage();
  process.exit();
}

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });

const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} };
const { code } = await bundleWorkflowCode({
  workflowsPath: join(dist, 'workflows'),
  logger: quiet,
  // Pure, and so the same for all workflows: evaluated once, not for each.
  preloadModules: [join(dist, 'shared/limits.js')],
});
writeFileSync(join(dist, 'workflow-bundle.js'), code);

await buildReportPage();

for (const entry of ['client/main.js', 'worker/main.js', 'local/main.js']) {
  const file = join(dist, entry);
  if (existsSync(file)) chmodSync(file, 0o755);
}
