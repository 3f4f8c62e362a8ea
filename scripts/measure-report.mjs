// Size, time to make, to open and to filter of the HTML report, medians: node scripts/measure-report.mjs [COUNT…]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadRenderer, openBrowser } from './report-tools.mjs';

const ROUNDS = 5;
const QUERIES = ['status:failed', 'storage', 'duration:>30s', '!status:passed tag:slow', ''];

const { reportHtml, readPageAssets, syntheticReport } = await loadRenderer();
const assets = await readPageAssets();
const dir = mkdtempSync(join(tmpdir(), 'measure-report-'));
const browser = await openBrowser();
const wanted = process.argv.slice(2).map(Number);
try {
  for (const count of wanted.length > 0 ? wanted : [1_000, 10_000]) await measure(count);
} finally {
  await browser.close();
  rmSync(dir, { recursive: true });
}

async function measure(count) {
  const report = syntheticReport(count);
  const startedMs = performance.now();
  const text = reportHtml(report, assets);
  const renderMs = performance.now() - startedMs;
  const file = join(dir, `${count}.html`);
  writeFileSync(file, text);
  const openMs = [];
  const filterMs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    await page.locator('html.ready').waitFor();
    // From the start of the navigation to the frame after the page could be used.
    openMs.push(await page.evaluate(untilReady));
    for (const query of QUERIES) filterMs.push(await page.evaluate(untilFiltered, query));
    await page.close();
  }
  process.stdout.write(
    `${count} scenarios: ${(Buffer.byteLength(text) / 2 ** 20).toFixed(2)} MiB, made in ${Math.round(renderMs)} ms, ` +
      `opened in ${median(openMs)} ms, filtered in ${median(filterMs)} ms (at most ${Math.max(...filterMs).toFixed(0)} ms)\n`,
  );
}

function untilReady() {
  return performance.getEntriesByName('muster-ready')[0]?.startTime;
}

function untilFiltered(query) {
  const input = document.querySelector('.controls input');
  const startedMs = performance.now();
  input.value = query;
  input.dispatchEvent(new Event('input'));
  // The layout is made now; the frame after it is the browser's.
  document.body.getBoundingClientRect();
  return new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedMs))),
  );
}

function median(values) {
  return Math.round(values.toSorted((a, b) => a - b)[values.length >> 1]);
}
