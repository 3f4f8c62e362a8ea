// Pictures of the HTML report: node scripts/report-pictures.mjs DIRECTORY [REPORT.html]
// Without a report, of made-up ones with 60 and 10,000 scenarios.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadRenderer, openBrowser } from './report-tools.mjs';

const [dir = 'report-pictures', given] = process.argv.slice(2);
mkdirSync(dir, { recursive: true });

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const views = [
  { name: 'light', size: DESKTOP, theme: 'light', act: async () => {} },
  { name: 'dark', size: DESKTOP, theme: 'dark', act: async () => {} },
  { name: 'phone', size: PHONE, theme: 'light', act: async () => {} },
  { name: 'scenario-light', size: DESKTOP, theme: 'light', act: openFirst },
  { name: 'scenario-dark', size: DESKTOP, theme: 'dark', act: openFirst },
  { name: 'scenario-phone', size: PHONE, theme: 'dark', act: openFirst },
];

async function openFirst(page) {
  await page.locator('.list a').first().click();
  await page.locator('.drawer[open] article').waitFor();
}

const reports = given === undefined ? await madeUp() : [{ name: 'report', file: resolve(given) }];
const browser = await openBrowser();
for (const { name, file } of reports) {
  for (const { name: view, size, theme, act } of views) {
    const page = await browser.newPage({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(pathToFileURL(file).href);
    await page.locator('html.ready').waitFor();
    await act(page);
    await page.screenshot({ path: join(dir, `${name}-${view}.png`) });
    await page.close();
  }
  const plain = await browser.newPage({ viewport: DESKTOP, javaScriptEnabled: false });
  await plain.goto(pathToFileURL(file).href);
  await plain.screenshot({ path: join(dir, `${name}-plain.png`) });
  await plain.close();
}
await browser.close();

async function madeUp() {
  const { reportHtml, readPageAssets, syntheticReport } = await loadRenderer();
  const assets = await readPageAssets();
  return [60, 10_000].map((count) => {
    const file = resolve(dir, `report-${count}.html`);
    writeFileSync(file, reportHtml(syntheticReport(count), assets));
    return { name: `report-${count}`, file };
  });
}
