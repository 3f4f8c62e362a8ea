import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultsLayout, withLogExcerpts } from '../../src/results/index.ts';
import { LOG_COUNTED_BYTES_MAX, LOG_EXCERPT_BYTES } from '../../src/shared/limits.ts';
import { outcomeOf, type OutcomeStatus } from '../../src/shared/outcome.ts';
import type { LogExcerpt } from '../../src/shared/run-report.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const scenarioOf = (status: OutcomeStatus) => scenarioReportOf('a', outcomeOf([attemptOf({ status })]));

async function excerptOf(status: OutcomeStatus, log: string | Buffer): Promise<LogExcerpt | undefined> {
  const dir = await temporaryDirectory();
  await writeFile(resultsLayout(dir).log('a'), log);
  const { scenarios } = await withLogExcerpts(dir, runReportOf([scenarioOf(status)]));
  return scenarios[0]?.log;
}

const numbered = (count: number) => Array.from({ length: count }, (_unused, index) => `line ${index + 1}`);
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;

test.each([
  ['failed', 400],
  ['errored', 400],
  ['passed', 20],
  ['cancelled', 20],
] as const)('of one that %s the last %i lines are shown, and how many came before', async (status, count) => {
  const lines = numbered(1_000);
  expect(await excerptOf(status, text(lines))).toEqual({
    tail: lines.slice(-count).join('\n'),
    omittedLines: 1_000 - count,
    bytes: text(lines).length,
  });
});

test('of long lines there are fewer, whole ones, and what is no UTF-8 stays well-formed', async () => {
  const line = Buffer.concat([Buffer.from('ö'.repeat(2_000)), Buffer.from([0xff, 0xc3])]);
  const log = Buffer.concat(Array.from({ length: 40 }, () => Buffer.concat([line, Buffer.from('\n')])));
  const excerpt = await excerptOf('failed', log);
  const lines = excerpt?.tail.split('\n') ?? [];
  expect(lines.length + (excerpt?.omittedLines ?? 0)).toBe(40);
  expect(new Set(lines).size).toBe(1);
  expect(excerpt?.tail).not.toMatch(/\p{Surrogate}/u);
  expect(Buffer.byteLength(excerpt?.tail ?? '')).toBeLessThanOrEqual(LOG_EXCERPT_BYTES);
});

test('of a large log only the end is read: its lines before are estimated, to two digits', async () => {
  const lines = numbered(200_000);
  const excerpt = await excerptOf('failed', text(lines));
  expect(excerpt?.bytes).toBeGreaterThan(LOG_COUNTED_BYTES_MAX);
  expect(excerpt?.tail).toBe(lines.slice(-400).join('\n'));
  expect(Math.abs((excerpt?.omittedLines ?? 0) - 199_600)).toBeLessThan(20_000);
});

test('an endless line leaves room for the lines around it', async () => {
  const { tail = '' } = (await excerptOf('failed', text(['before', 'x'.repeat(300_000), 'after']))) ?? {};
  expect(tail).toMatch(/^before\n…x{4000}\nafter$/);
});

test('of a single line without an end the end is shown', async () => {
  const excerpt = await excerptOf('failed', 'x'.repeat(2 * LOG_COUNTED_BYTES_MAX));
  expect(excerpt?.tail).toMatch(/^…x+$/);
});

test('an empty log is none, and neither is that of a script that never ran', async () => {
  expect(await excerptOf('failed', '')).toBeUndefined();
  const dir = await temporaryDirectory({ 'a.log': 'of somebody else\n' });
  const skipped = { ...scenarioOf('skipped'), outcome: { ...scenarioOf('skipped').outcome, attempts: [] } };
  const { scenarios } = await withLogExcerpts(dir, runReportOf([skipped]));
  expect(scenarios).toEqual([skipped]);
});

test('links, pipes and directories in the place of a log are passed over', async () => {
  const dir = await temporaryDirectory({ secret: 'do not show\n' });
  const names = ['link', 'pipe', 'directory', 'missing'];
  const layout = resultsLayout(dir);
  await symlink(join(dir, 'secret'), layout.log('link'));
  execFileSync('mkfifo', [layout.log('pipe')]);
  await mkdir(layout.log('directory'));
  const scenarios = names.map((name) => scenarioReportOf(name, outcomeOf([attemptOf({ status: 'failed' })])));
  const report = runReportOf(scenarios);
  expect(await withLogExcerpts(dir, report)).toEqual(report);
});

test('a log that was forged into a record does not get into the report', async () => {
  const dir = await temporaryDirectory();
  const forged = { ...scenarioOf('passed'), log: { tail: 'forged', omittedLines: 0, bytes: 1 } };
  const { scenarios } = await withLogExcerpts(dir, runReportOf([forged]));
  expect(scenarios).toEqual([scenarioOf('passed')]);
});

test('of many large logs fewer lines are read, of all of them', async () => {
  const dir = await temporaryDirectory();
  const names = Array.from({ length: 450 }, (_unused, index) => `s${index}`);
  const log = text(Array.from({ length: 400 }, () => 'x'.repeat(199)));
  for (const name of names) await appendFile(resultsLayout(dir).log(name), log);
  const report = runReportOf(names.map((name) => scenarioReportOf(name, outcomeOf([attemptOf({ status: 'failed' })]))));
  const { scenarios } = await withLogExcerpts(dir, report);
  const counts = new Set(scenarios.map(({ log }) => log?.tail.split('\n').length));
  expect([...counts]).toEqual([163]);
});
