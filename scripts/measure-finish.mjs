// How a run of so many scenarios is finished: time, and how long the worker's event loop stood still meanwhile, which is
// how long no heartbeat of any script was sent. Needs a build: node scripts/measure-finish.mjs [COUNT…]
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { loadRenderer } from './report-tools.mjs';

const [role, ...rest] = process.argv.slice(2);
if (role === 'finish') await finish(...rest);
else {
  const counts = process.argv.slice(2).map(Number);
  for (const count of counts.length > 0 ? counts : [200, 10_000]) await measure(count);
}

async function measure(count) {
  const dir = mkdtempSync(join(tmpdir(), 'measure-finish-'));
  try {
    await lay(dir, count);
    // Twice: the first time of a worker, when modules are loaded, and again.
    const child = fork(process.argv[1], ['finish', dir], { stdio: 'inherit' });
    await new Promise((resolve) => child.once('exit', resolve));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The results directory as it is before the last step: records, logs, diagnostics, and a history of 20 runs. */
async function lay(dir, count) {
  const { syntheticReport } = await loadRenderer();
  const { openResults, resultsLayout, writeDiagnostics } = await import('../dist/results/index.js');
  const { writeResults } = await import('../dist/activities/write-results.js');
  const report = syntheticReport(count);
  const layout = resultsLayout(dir);
  const names = report.scenarios.map(({ resultName }) => resultName);
  await openResults(dir, { ...report, temporalNamespaceId: 't' }, names, () => Promise.resolve('open'));
  const settings = { ...report.settings, resultsDir: dir };
  const startedMs = performance.now();
  for (let start = 0; start < count; start += 50) {
    await writeResults()({ runName: 'r', settings, scenarios: report.scenarios.slice(start, start + 50) });
  }
  const writeMs = performance.now() - startedMs;
  process.stdout.write(`${count} scenarios: results written in ${(writeMs / count).toFixed(2)} ms each\n`);
  const history = [];
  for (const { path, resultName, log, diagnostics = [], history: earlier = [] } of report.scenarios) {
    if (log !== undefined) writeFileSync(layout.log(resultName), `${log.tail}\n`);
    for (const each of diagnostics) await writeDiagnostics(dir, resultName, each);
    for (const { runName: run, ...entry } of earlier) {
      history.push(`${JSON.stringify({ v: 1, scenario: path, run, runId: run, ...entry })}\n`);
    }
  }
  writeFileSync(layout.history, history.join(''));
  const { scenarios, ...header } = report;
  const ends = scenarios.map(({ path, resultName, workflowId, outcome: { attempts: _attempts, ...ended } }) => {
    return { path, resultName, workflowId, ended };
  });
  const { settings: _settings, ...bare } = header;
  const sealedDigests = count <= 200 ? undefined : seal(layout, ends);
  const input = { header: bare, settings, scenarios: ends, ...(sealedDigests && { sealedDigests }) };
  writeFileSync(join(dir, '.muster', 'measure.json'), JSON.stringify(input));
}

function seal(layout, ends) {
  if (layout.shards === undefined) return undefined;
  mkdirSync(layout.shards);
  return Array.from({ length: Math.ceil(ends.length / 200) }, (_, index) => {
    const text = `${JSON.stringify({ version: 1, index, scenarios: ends.slice(index * 200, (index + 1) * 200) })}\n`;
    writeFileSync(layout.sealedShard(index), text);
    return createHash('sha256').update(text).digest('hex');
  });
}

async function finish(dir) {
  const { readFileSync } = await import('node:fs');
  const input = JSON.parse(readFileSync(join(dir, '.muster', 'measure.json'), 'utf8'));
  const { finishRun } = await import('../dist/activities/finish-run.js');
  const { openResults, resultsLayout } = await import('../dist/results/index.js');
  const activity = () => ({ signal: new AbortController().signal, heartbeat: () => undefined });
  const names = input.scenarios.map(({ resultName }) => resultName);
  if (input.sealedDigests !== undefined) input.scenarios = [];
  for (const turn of ['first', 'again']) {
    await openResults(dir, { ...input.header, temporalNamespaceId: 't' }, names, () => Promise.resolve('open'));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    let rssMax = 0;
    const watch = setInterval(() => (rssMax = Math.max(rssMax, process.memoryUsage().rss)), 50);
    globalThis.gc?.();
    const startedMs = performance.now();
    delay.enable();
    await finishRun({ activity })(input);
    delay.disable();
    clearInterval(watch);
    const took = Math.round(performance.now() - startedMs);
    const html = readFileSync(resultsLayout(dir).html).length;
    process.stdout.write(
      `  ${turn}: finished in ${took} ms, longest standstill ${(delay.max / 1e6).toFixed(0)} ms, ` +
        `99th percentile ${(delay.percentile(99) / 1e6).toFixed(0)} ms, at most ${(rssMax / 2 ** 20).toFixed(0)} MiB, ` +
        `HTML ${(html / 2 ** 20).toFixed(1)} MiB\n`,
    );
  }
}
