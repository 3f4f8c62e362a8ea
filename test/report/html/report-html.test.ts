import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportHtml, type PageAssets } from '../../../src/report/html/index.ts';
import { durationText } from '../../../src/report/html/moments.ts';
import { logLines, plainLines } from '../../../src/report/html/log-text.ts';
import { html } from '../../../src/report/html/markup.ts';
import type { PageIndex } from '../../../src/report/html/page-data.ts';
import { readPageAssets } from '../../../src/results/page-assets.ts';
import { HTML_BYTES_MAX } from '../../../src/shared/limits.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../../support/reports.ts';
import { syntheticReport } from '../../support/synthetic-report.ts';

let assets: PageAssets;
beforeAll(async () => {
  assets = await readPageAssets();
});

function indexOf(page: string): PageIndex {
  const packed = /<script type="text\/plain" id="index">([^<]*)</.exec(page)?.[1] ?? '';
  return JSON.parse(gunzipSync(Buffer.from(packed.trim(), 'base64')).toString()) as PageIndex;
}

const failedWith = (message: string) =>
  scenarioReportOf('a', outcomeOf([attemptOf({ status: 'failed', reason: 'exit-code', message, exitCode: 3 })]));

describe('reportHtml', () => {
  test('the same report and assets give the same text', () => {
    expect(reportHtml(syntheticReport(30), assets)).toBe(reportHtml(syntheticReport(30), assets));
  });

  test('a page asks for nothing: a closed policy with the hashes of what it holds, and no address but data', () => {
    const page = reportHtml(syntheticReport(30), assets);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    for (const part of [
      'default-src &#39;none&#39;',
      'connect-src &#39;none&#39;',
      assets.scriptHash,
      assets.styleHash,
    ]) {
      expect(policy).toContain(part);
    }
    expect(page.match(/<(?:link|img|iframe|object|embed)\b[^>]*/g)).toEqual([expect.stringContaining('href="data:')]);
    expect(page).not.toMatch(/<script[^>]+src=|@import|url\(/);
    expect(page).toContain(`<script>${assets.script}</script>`);
    expect(page).toContain(`<style>${assets.style}</style>`);
    expect(`${assets.script}${assets.style}`).not.toMatch(/<\/(?:script|style)/i);
  });

  test('without a script there are the failure’s reason, diagnosis, log, diagnostics and the command that repeats it', () => {
    const report = syntheticReport(60);
    const failed = report.scenarios.find(({ outcome }) => outcome.status === 'failed');
    const page = reportHtml(report, assets);
    const plain = page.slice(page.indexOf('<div class="plain">'));
    for (const text of [
      'exited with 1',
      'pod web-0: container app OOMKilled (exit 137), 3 restarts',
      'exceeded its progress deadline',
      'Back-off restarting failed container app',
      `muster run e2e/scenarios ${failed?.path} --context ${report.cluster.context}`,
    ]) {
      expect(plain).toContain(html`${text}`.text);
    }
    for (const { path } of report.scenarios) expect(plain.split(`>${path}<`).length - 1).toBe(1);
    expect(plain.indexOf('What did not pass')).toBeLessThan(plain.indexOf('All others'));
  });

  test('texts of others are texts, wherever they stand', () => {
    const evil = `</script><img src=x onerror=alert(1)>"'&\u0000\ud800\u202e\u001b[31m`;
    const scenario = failedWith(evil);
    const [attempt] = scenario.outcome.attempts;
    const report = {
      ...runReportOf([
        {
          ...scenario,
          path: evil,
          resultName: evil,
          name: evil,
          tags: [evil],
          component: evil,
          version: evil,
          outcome: {
            ...scenario.outcome,
            reason: evil,
            attempts: [{ ...attempt!, namespace: evil, diagnosis: evil, tail: evil }],
          },
          log: { tail: evil, omittedLines: 0, bytes: 3 },
          diagnostics: [
            {
              attempt: 1,
              namespace: evil,
              collectedAtMs: 0,
              pods: [
                {
                  name: evil,
                  phase: evil,
                  ready: false,
                  reason: evil,
                  message: evil,
                  containers: [
                    {
                      name: evil,
                      init: false,
                      image: evil,
                      ready: false,
                      restartCount: 1,
                      reason: evil,
                      message: evil,
                    },
                  ],
                },
              ],
              events: [{ type: evil, reason: evil, object: evil, message: evil, count: 1, lastSeenAtMs: 0 }],
              workloads: [
                {
                  kind: evil,
                  name: evil,
                  state: evil,
                  conditions: [{ type: evil, status: evil, reason: evil, message: evil }],
                },
              ],
              logs: [{ pod: evil, container: evil, previous: false, tail: evil }],
              omitted: [evil],
            },
          ],
          history: [{ runName: evil, finishedAtMs: 0, status: 'failed' as const, flaky: false, durationMs: 1 }],
        },
      ]),
      runName: evil,
      workflowId: evil,
      cluster: { uid: evil, server: evil, context: evil },
      settings: settingsOf({ scenariosDir: evil, webUiUrl: 'javascript:alert(1)' }),
      stuck: [{ name: evil, reason: evil, conditions: [{ type: evil, reason: evil, message: evil }] }],
      kept: [{ name: evil, uid: evil, scenario: evil, untilMs: 0 }],
      notKept: [{ name: evil, scenario: evil, message: evil }],
      omitted: [evil],
    };
    const page = reportHtml(report, assets).replace(assets.script, '').replace(assets.style, '');
    expect(page).not.toContain('<img');
    expect(page).not.toContain('href="javascript:');
    expect(page.match(/<\/script>/g)?.length).toBe(page.match(/<script/g)?.length);
    // oxlint-disable-next-line no-control-regex -- they must not be there
    expect(page).not.toMatch(/[\0\u001b\u202e]|\p{Cs}/u);
    expect(indexOf(page).scenarios[0]?.path).toBe(evil);
  });

  test('a report of a release that knew less, of nothing, or with damaged times is still a page', () => {
    for (const report of [
      runReportOf([]),
      { ...runReportOf([failedWith('no')]), startedAtMs: Number.NaN, finishedAtMs: Number.POSITIVE_INFINITY },
      { ...runReportOf([]), cancelled: true },
    ]) {
      expect(reportHtml(report, assets)).toContain('</html>');
    }
  });

  test('what does not fit is left out and said so; no scenario is', () => {
    let state = 1;
    const noise = Array.from({ length: 10_000 }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0));
    const tail = noise.map((number) => number.toString(36)).join('');
    const scenarios = Array.from({ length: 300 }, (_, index) => ({
      ...failedWith('no'),
      path: `${index}.sh`,
      log: { tail, omittedLines: 0, bytes: tail.length },
    }));
    const page = reportHtml(runReportOf(scenarios), assets);
    expect(Buffer.byteLength(page)).toBeLessThan(HTML_BYTES_MAX);
    expect(page).toContain('Left out of this report');
    expect(indexOf(page).scenarios).toHaveLength(300);
  });
});

describe('the parts of a page', () => {
  test('any text in markup stays a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const inside = html`<p title="${text}">${text}</p>`.text;
        expect(inside.match(/[<>"]/g)?.join('')).toBe('<""><>');
      }),
    );
  });

  test('a log keeps its colours across lines, and nothing else of its escapes', () => {
    const text =
      '\u001b[31mred\nstill\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\u001b[2K\u001b[5A<b>\r\nend';
    const [first, second, third] = logLines(text).map(String);
    expect(first).toBe('<span class="ansi-red-fg">red</span>');
    expect(second).toBe('<span class="ansi-red-fg">still</span> link&lt;b&gt;');
    expect(third).toBe('end');
    expect(plainLines(text)).toEqual(['red', 'still link<b>', 'end']);
  });

  test('durations read naturally at every size', () => {
    const texts = [0, 999, 1_000, 59_940, 59_960, 61_000, 3_599_400, 3_600_000, 90_061_000].map(durationText);
    expect(texts).toEqual([
      '0 ms',
      '999 ms',
      '1.0 s',
      '59.9 s',
      '1 min 00 s',
      '1 min 01 s',
      '59 min 59 s',
      '1 h 00 min',
      '25 h 01 min',
    ]);
  });
});
