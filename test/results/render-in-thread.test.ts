import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { closeResults, renderInThread, resultsLayout } from '../../src/results/index.ts';
import { renderHere, type Rendered } from '../../src/results/renderer/render-report.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import type { RunReport } from '../../src/shared/run-report.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';
import { syntheticReport } from '../support/synthetic-report.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const small = runReportOf([scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })]))]);

async function all(rendered: AsyncIterable<Rendered>): Promise<Rendered[]> {
  const list: Rendered[] = [];
  for await (const each of rendered) list.push(each);
  return list;
}

/** A thread of the given text. It gets `ask(name)` calls and answers with what that returns. */
async function threadOf(body: string): Promise<URL> {
  const dir = await temporaryDirectory();
  const file = join(dir, 'thread.mjs');
  const head = "import { parentPort } from 'node:worker_threads';\n";
  await writeFile(file, `${head}parentPort.on('message', (name) => { ${body} });`);
  return pathToFileURL(file);
}

const TEXT = "parentPort.postMessage({ name, text: 'of ' + name });";

/** From the sources, so that no build is needed; the page is looked for from the place of its reader. */
async function realThread(): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/results/renderer/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    define: { 'import.meta.url': JSON.stringify(new URL('../../src/results/page-assets.ts', import.meta.url).href) },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
  });
  const file = join(await temporaryDirectory(), 'main.mjs');
  await writeFile(file, outputFiles[0]?.contents ?? '');
  return pathToFileURL(file);
}

test('the thread makes byte for byte what is made here, with the same options', async () => {
  const report = syntheticReport(120);
  const options = { junit: { profile: 'strict' } } as const;
  const there = await all(renderInThread({ entry: await realThread(), hereBytesMax: 0 })(report, options));
  const here = await all(renderHere(report, options));
  const plain = (rendered: Rendered) =>
    'text' in rendered ? { ...rendered, text: Buffer.from(rendered.text).toString('utf8') } : rendered;
  expect(there.map(plain)).toEqual(here.map(plain));
  expect(there.map(({ name }) => name)).toEqual(['aggregated', 'junit', 'joblog', 'html']);
  expect(there.every((rendered) => 'text' in rendered)).toBe(true);
});

test('a record that takes more memory than it may costs the reports, not the worker', async () => {
  const render = renderInThread({ entry: await realThread(), hereBytesMax: 0, heapMibMax: 8 });
  const rendered = await all(render(syntheticReport(800), {}));
  expect(rendered.map((each) => 'problem' in each)).toEqual([true, true, true, true]);
  expect(rendered[0]).toMatchObject({ problem: expect.stringContaining('memory') as string });
});

test('a small record is not worth a thread', async () => {
  const entry = new URL('file:///nowhere.mjs');
  expect(await all(renderInThread({ entry })(small, {}))).toEqual(await all(renderHere(small, {})));
  const rendered = await all(renderInThread({ entry, hereBytesMax: 0 })(small, {}));
  expect(rendered.every((each) => 'problem' in each)).toBe(true);
});

test.each([
  ['ends', "if (name === 'junit') process.exit(3);"],
  ['throws', "if (name === 'junit') throw new Error('broken');"],
  ['takes too long', "if (name === 'junit') return;"],
  ['turns in a circle', "if (name === 'junit') for (;;);"],
])('a thread that %s costs the report that it was at, and another makes the others', async (_what, fault) => {
  const entry = await threadOf(`${fault} ${TEXT}`);
  const rendered = await all(renderInThread({ entry, hereBytesMax: 0, timeoutMs: 2_000 })(small, {}));
  expect(rendered).toEqual([
    { name: 'aggregated', text: 'of aggregated' },
    { name: 'junit', problem: expect.any(String) as string },
    { name: 'joblog', text: 'of joblog' },
    { name: 'html', text: 'of html' },
  ]);
});

test('one report that could not be made leaves the record, the others and the history', async () => {
  const dir = await temporaryDirectory();
  const entry = await threadOf(`if (name === 'html') process.exit(1); ${TEXT}`);
  const closing = closeResults(dir, small, renderInThread({ entry, hereBytesMax: 0 }));
  await expect(closing).rejects.toMatchObject({ type: 'Results.NotRendered' });
  const { junit, html, runReport, history } = resultsLayout(dir);
  expect(await readFile(junit, 'utf8')).toBe('of junit');
  expect(JSON.parse(await readFile(runReport, 'utf8'))).toEqual(small satisfies RunReport);
  expect(await readFile(history, 'utf8')).toContain('"scenario":"a.sh"');
  await expect(readFile(html)).rejects.toMatchObject({ code: 'ENOENT' });
});
