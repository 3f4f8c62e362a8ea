// What the live view costs with 10,000 scenarios: `npm run build && node scripts/measure-live-view.mjs [DIST] [SECONDS]`.
// A feed as large as a run can be (1,000 run at once, all finish within a minute) is read once a second, as by a follower.
import { performance } from 'node:perf_hooks';
import { PassThrough } from 'node:stream';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist = 'dist', secondsText = '60'] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(resolve(dist, 'client/view', file)).href);
const { openView } = await load('terminal-view.js');
const { RunScreen } = await load('run-screen.js');
const { progressFrame } = await load('progress-frame.js');
const { coloured } = await load('paint.js');

const SCENARIOS = 10_000;
const RUNNING = 1_000;
const SECONDS = Number(secondsText);
const FRAMES = 500;

function terminal(columns, rows) {
  const stream = new PassThrough();
  let bytes = 0;
  stream.on('data', (chunk) => (bytes += chunk.length));
  Object.assign(stream, { isTTY: true, columns, rows });
  return { stream, bytes: () => bytes };
}

const pathOf = (index) => `suite-${index % 37}/some/longer/directory/scenario-number-${index}.sh`;
const startedAtMs = Date.now();

function answer(from, to) {
  const finished = [];
  for (let index = from; index < to; index += 1) {
    const failed = index % 20 === 0;
    finished.push({
      path: pathOf(index),
      resultName: `scenario-number-${index}`,
      status: failed ? 'failed' : 'passed',
      ...(failed ? { exitCode: 1, lastLine: 'connection refused by a service that is not there' } : {}),
      flaky: false,
      attemptCount: 1,
      durationMs: 6_000 + (index % 100),
    });
  }
  const running = Array.from({ length: Math.min(RUNNING, SCENARIOS - to) }, (_, index) => ({
    path: pathOf(to + index),
    sinceMs: Date.now() - index * 6,
    ...(index % 3 === 0 ? {} : { estimatedMs: 6_000 }),
  }));
  const failed = Math.ceil(to / 20);
  const totals = { total: to, passed: to - failed, failed, errored: 0, skipped: 0, cancelled: 0, flaky: 0 };
  return JSON.stringify({
    runName: 'measure',
    phase: 'running',
    cancelRequested: false,
    resultsDir: '/results',
    plannedCount: SCENARIOS,
    limit: RUNNING,
    paused: false,
    running,
    waitingCount: Math.max(0, SCENARIOS - to - RUNNING),
    waitingEstimatedMs: 3_000_000,
    waitingUnestimatedCount: 300,
    drainingCount: 500,
    stuck: [],
    totals,
    finished,
    cursor: to,
  });
}

const { stream, bytes } = terminal(120, 40);
const stdin = Object.assign(new PassThrough(), { isTTY: true });
const view = openView({ stdin, stdout: stream, stderr: stream, env: { TERM: 'xterm' }, cwd: '/', exitCode: 0 });
const screen = new RunScreen({ view, paint: coloured, startedAtMs, keys: { canDetach: true } });
const answers = Array.from({ length: SECONDS }, (_, second) => {
  const at = (turn) => Math.floor((turn * SCENARIOS) / SECONDS);
  return answer(at(second), at(second + 1));
});
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const before = process.cpuUsage();
for (const text of answers) {
  screen.update(JSON.parse(text));
  await new Promise((done) => setTimeout(done, 1_000));
}
const used = process.cpuUsage(before);
globalThis.gc?.();
const heapAfter = process.memoryUsage().heapUsed;

const progress = JSON.parse(answer(4_000, 4_167));
const state = {
  progress,
  startedAtMs,
  nowMs: Date.now(),
  etaMs: 60_000,
  failures: screen.failures,
  keys: { canDetach: true },
};
const times = Array.from({ length: FRAMES }, () => {
  const from = performance.now();
  progressFrame(state, { columns: 120, rows: 40 }, coloured);
  return performance.now() - from;
}).toSorted((left, right) => left - right);

screen.close?.();
view.close();
const cpuMs = (used.user + used.system) / 1_000;
const lines = [
  `CPU: ${((cpuMs / (SECONDS * 1_000)) * 100).toFixed(2)} % of a core over ${SECONDS} s (${cpuMs.toFixed(0)} ms)`,
  `frame: median ${times[FRAMES / 2].toFixed(2)} ms, worst ${times.at(-1).toFixed(2)} ms`,
  `written: ${(bytes() / 1_024).toFixed(0)} KiB; heap: ${((heapAfter - heapBefore) / 1_048_576).toFixed(1)} MiB more`,
];
process.stdout.write(`${lines.join('\n')}\n`);
