// What the scripts about the HTML report share: the renderer and made-up reports from their sources, and a browser.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = new URL('../', import.meta.url);

/** Needs `dist/report-page`: `node build.mjs page`. */
export async function loadRenderer() {
  const contents = `
    export { reportHtml } from './src/report/html/index.ts';
    export { readPageAssets } from './src/results/page-assets.ts';
    export { syntheticReport } from './test/support/synthetic-report.ts';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root.pathname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // The built page is looked for from the place of its reader.
    define: { 'import.meta.url': JSON.stringify(new URL('src/results/page-assets.ts', root).href) },
  });
  const dir = mkdtempSync(join(tmpdir(), 'report-'));
  try {
    const file = join(dir, 'renderer.mjs');
    writeFileSync(file, outputFiles[0].contents);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Path of a Chromium: `MUSTER_CHROMIUM`, else the first of the usual names on the PATH; undefined when there is none. */
export function findChromium() {
  if (process.env.MUSTER_CHROMIUM) return process.env.MUSTER_CHROMIUM;
  const dirs = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => dirs.map((dir) => join(dir, name))).find((path) => existsSync(path));
}

export async function openBrowser() {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium found: set MUSTER_CHROMIUM to its path');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
