import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { reportHtml } from '../../src/report/html/index.ts';
import { kindOf } from '../../src/report/html/kind.ts';
import { readPageAssets } from '../../src/results/page-assets.ts';
import type { RunReport, ScenarioReport } from '../../src/shared/run-report.ts';
import { findChromium, NO_BROWSER } from '../support/chromium.ts';
import { syntheticReport } from '../support/synthetic-report.ts';

const report: RunReport = {
  ...syntheticReport(400),
  stuck: [{ name: 'muster-1', reason: 'Namespace.Stuck', conditions: [] }],
  kept: [{ name: 'muster-2', uid: 'u', scenario: 'a.sh', untilMs: 0 }],
  omitted: ['The logs of scenarios that passed.'],
};
const failed = report.scenarios.filter(({ outcome }) => outcome.status === 'failed');

/** With short logs: axe looks at every line. */
function oneOfEachKind(): readonly ScenarioReport[] {
  const kinds = new Map(report.scenarios.toReversed().map((each) => [kindOf(each.outcome), each]));
  return [...kinds.values()].map(({ log, ...scenario }) => {
    return log === undefined
      ? scenario
      : { ...scenario, log: { ...log, tail: log.tail.split('\n').slice(-9).join('\n') } };
  });
}

const MINUTE_MS = 60_000;

describe.skipIf(NO_BROWSER !== '')(`the page in a browser${NO_BROWSER}`, { timeout: 2 * MINUTE_MS }, () => {
  let browser: Browser;
  let dir: string;
  let many: string;
  let few: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'report-page-'));
    many = await written('many.html', report);
    few = await written('few.html', { ...report, scenarios: oneOfEachKind() });
    browser = await chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    // What a content security policy refuses is an error in the console, too.
    expect(complaints.splice(0)).toEqual([]);
  });

  async function written(name: string, record: RunReport): Promise<string> {
    const file = join(dir, name);
    writeFileSync(file, reportHtml(record, await readPageAssets()));
    return pathToFileURL(file).href;
  }

  async function open(hash = '', options: BrowserContextOptions = {}, address = many): Promise<Page> {
    const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:file|data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(`${address}${hash}`);
    if (options.javaScriptEnabled !== false) await page.locator('html.ready').waitFor();
    return page;
  }

  const rows = (page: Page) => page.locator('.list .rows tr');
  const shownCount = (page: Page) => page.locator('.controls [role=status]').textContent();

  test('the list begins with what failed, and holds only the rows that are seen', async () => {
    const page = await open();
    expect(await rows(page).first().locator('.mark').textContent()).toContain('failed');
    expect(await rows(page).count()).toBeLessThan(60);
    expect(await page.locator('.list table').getAttribute('aria-rowcount')).toBe('401');
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.locator('tr[aria-rowindex="401"]').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
  });

  test('on a phone, of a name that is too long the script’s own name has most of the room', async () => {
    const path = `${'folder-of-a-team/'.repeat(9)}restart.sh`;
    const [first] = failed;
    const address = await written('long.html', { ...report, scenarios: [{ ...first!, path }] });
    const page = await open('', { viewport: { width: 390, height: 844 } }, address);
    const sizes = (selector: string) =>
      page.locator(`.list ${selector}`).evaluate((element) => [element.scrollWidth, element.clientWidth]);
    const [needs = 0, has = 0] = await sizes('.file');
    expect(needs).toBeLessThanOrEqual(has);
    expect(needs).toBeGreaterThan(0);
    const [, name = 0] = await sizes('tbody th');
    expect(name).toBeGreaterThan(390 / 2);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await rows(page).first().locator('a').click();
    await page.locator('.drawer[open] article').waitFor();
    // And one that fits is there as a whole.
    const short = await written('short.html', { ...report, scenarios: [{ ...first!, path: 'net/pass.sh' }] });
    const other = await open('', { viewport: { width: 390, height: 844 } }, short);
    for (const part of ['.folder', '.file']) {
      const isWhole = (element: Element) => element.scrollWidth <= element.clientWidth;
      expect(await other.locator(`.list ${part}`).evaluate(isWhole)).toBe(true);
    }
  });

  test('a search narrows the list and is in the address; whoever opens that sees the same', async () => {
    const page = await open();
    await page.locator('.controls input').fill('status:failed component:storage');
    const wanted = failed.filter(({ component }) => component === 'storage').length;
    expect(wanted).toBeGreaterThan(0);
    expect(await rows(page).count()).toBe(wanted);
    const hash = new URL(page.url()).hash;
    const other = await open(hash);
    expect(await rows(other).count()).toBe(wanted);
    expect(await shownCount(other)).toBe(`${wanted} of 400 scenarios`);
    expect(await other.locator('.chip.failed').getAttribute('aria-pressed')).toBe('true');
    await other.locator('.chip.failed').click();
    expect(await other.locator('.controls input').inputValue()).toBe('component:storage');
    await other.locator('.controls input').fill('nothing-is-called-so');
    expect(await other.locator('.nothing').isVisible()).toBe(true);
  });

  test('a scenario opens by the keyboard, with log, diagnostics and command, and closes to where one was', async () => {
    const page = await open('#q=status:failed');
    await rows(page).first().locator('a').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const drawer = page.locator('.drawer[open]');
    await drawer.locator('article').waitFor();
    expect(await drawer.locator('h3 .path').textContent()).toBe(failed[1]!.path);
    expect(await drawer.locator('.command code').textContent()).toBe(
      `muster run e2e/scenarios ${failed[1]!.path} --context ${report.cluster.context}`,
    );
    expect(await drawer.locator('.diagnostics').textContent()).toContain('OOMKilled');
    expect(await drawer.locator('.past').textContent()).toContain('Flake rate');
    await drawer.getByRole('button', { name: '← Previous' }).click();
    await drawer.locator('h3 .path', { hasText: failed[0]!.path }).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('#q=status%3Afailed');
  });

  test('a log has numbers that can be linked to, a search, and the way to its first error', async () => {
    const page = await open(`#s=${encodeURIComponent(failed[0]!.path)}&l=1250`);
    const current = page.locator('.line.current');
    expect(await current.locator('.at').textContent()).toBe('1250');
    await page.getByRole('button', { name: 'First error' }).click();
    expect(await current.textContent()).toContain('error: deployment "web" exceeded its progress deadline');
    await page.getByLabel('Search the log').fill('pod web-3');
    expect(await page.locator('.tools [role=status]').textContent()).toMatch(/^1 of \d\d$/);
    await page.getByLabel('Wrap').uncheck();
    expect(await page.locator('.lines.unwrapped').count()).toBe(1);
  });

  test('the timeline is gone through, zoomed and opened by the keyboard, and is a table for who cannot see it', async () => {
    const page = await open();
    await page.locator('.canvas').focus();
    await page.keyboard.press('ArrowRight');
    const readout = page.locator('.readout');
    expect(await readout.textContent()).toMatch(/slot 1, .* after waiting .*: namespace .*, script .*, cleanup/);
    const first = await readout.textContent();
    await page.keyboard.press('End');
    expect(await readout.textContent()).not.toBe(first);
    await page.keyboard.press('+');
    await page.getByText('Timeline as a table').click();
    expect(await page.locator('.twin tbody tr').count()).toBe(200);
    expect(await page.locator('.twin').textContent()).toContain('limit 10 after 1 min 00 s');
    await page.locator('.canvas').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.locator('.drawer[open] article').waitFor();
  });

  test('without a script every scenario is there', async () => {
    const page = await open('', { javaScriptEnabled: false });
    expect(await page.locator('.plain .scenario:visible').count()).toBe(report.totals.failed + report.totals.errored);
    expect(await page.locator('.others tbody tr').count()).toBe(400 - report.totals.failed - report.totals.errored);
  });

  test('on paper the plain page is printed', async () => {
    const page = await open();
    expect(await page.locator('.plain').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.plain').isVisible()).toBe(true);
    expect(await page.locator('#app').isVisible()).toBe(false);
  });

  test('data that cannot be unpacked leaves the plain page', async () => {
    const file = join(dir, 'damaged.html');
    const text = reportHtml(report, { ...(await readPageAssets()), pack: () => 'AAAA' });
    writeFileSync(file, text);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.locator('.plain').waitFor();
    expect(await page.locator('.plain .scenario').first().isVisible()).toBe(true);
  });

  test('hostile texts run nothing, in the page and in a scenario', async () => {
    const evil = `"></script><img src=x onerror="document.title='owned'">`;
    const [scenario] = failed;
    const attempts = scenario!.outcome.attempts.map((attempt) => ({
      ...attempt,
      message: evil,
      diagnosis: evil,
      tail: evil,
    }));
    const file = join(dir, 'hostile.html');
    const hostile = {
      ...scenario!,
      path: evil,
      name: evil,
      tags: [evil],
      outcome: { ...scenario!.outcome, message: evil, reason: evil, attempts },
      log: { tail: `\u001b]8;;javascript:x\u0007${evil}\u001b[31m${evil}`, omittedLines: 0, bytes: 1 },
    };
    writeFileSync(file, reportHtml({ ...report, runName: 'run', scenarios: [hostile] }, await readPageAssets()));
    const page = await browser.newPage();
    await page.goto(`${pathToFileURL(file).href}#s=${encodeURIComponent(evil)}`);
    await page.locator('.drawer[open] .line').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('failed: run');
    expect(await page.locator('.line').textContent()).toContain(evil);
  });

  test.each(['light', 'dark'] as const)(
    'axe finds nothing in the %s page, nor in a scenario, nor in the plain page',
    async (colorScheme) => {
      const violations = async (page: Page) => {
        await page.evaluate(axe.source);
        const found = await page.evaluate(
          'axe.run({ resultTypes: ["violations"] }).then((result) => result.violations)',
        );
        return (found as readonly Violation[]).map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
        );
      };
      const page = await open('', { colorScheme }, few);
      await page.getByText('Timeline as a table').click();
      expect(await violations(page)).toEqual([]);
      // As without a script, which axe itself needs.
      await page.evaluate(
        "document.documentElement.classList.remove('scripted'); document.querySelector('#app').remove()",
      );
      expect(await violations(page)).toEqual([]);
      const scenario = await open(`#s=${encodeURIComponent(failed[0]!.path)}`, { colorScheme }, few);
      await scenario.locator('.drawer[open] article').waitFor();
      expect(await violations(scenario)).toEqual([]);
    },
  );
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
