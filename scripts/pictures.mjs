// The pictures of README, from a real run of the examples: npm run build && node scripts/pictures.mjs
// Needs tmux and a Chromium (MUSTER_CHROMIUM, else on PATH). Writes docs/pictures.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { AnsiUp } from 'ansi_up';
import { openBrowser } from './report-tools.mjs';

const COLUMNS = 100;
const ROWS = 30;
const LOOK_MS = 300;
const RUN_MS_MAX = 10 * 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs', 'pictures');
const folder = mkdtempSync(join(tmpdir(), 'muster-pictures-'));
const socket = ['-S', join(folder, 'tmux.sock')];
const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), TERM: 'xterm-256color', LANG: 'C.UTF-8' };
for (const name of ['CI', 'TMUX', 'NO_COLOR', 'FORCE_COLOR', 'KUBECONFIG']) delete env[name];

const tmux = (...args) => execFileSync('tmux', [...socket, ...args], { env, encoding: 'utf8' });
const muster = (...args) =>
  execFileSync(process.execPath, ['--', join(root, 'dist/client/main.js'), ...args], { env, cwd: folder });

/** A suite as people have it: most pass, one fails, one flakes, one is skipped. */
function layOutSuite() {
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  for (const name of ['fails.sh', 'flaky.sh', 'skips.sh']) {
    cpSync(join(root, 'examples/failing', name), join(folder, 'examples/scenarios', name));
  }
}

/** Runs it in a real terminal; the last of the screens on which most scenarios run and something has failed. */
async function screenOfRun() {
  const command = `'${process.execPath}' -- '${join(root, 'dist/client/main.js')}' run examples/scenarios --embedded -j 6 --retries 1 --name demo`;
  tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), '-c', folder, `${command}; echo $? > ended`);
  let best;
  let bestRunning = 3;
  const untilMs = Date.now() + RUN_MS_MAX;
  while (!existsSync(join(folder, 'ended'))) {
    if (Date.now() > untilMs) throw new Error('the run takes too long');
    await sleep(LOOK_MS);
    let screen;
    try {
      screen = tmux('capture-pane', '-e', '-p');
    } catch {
      break;
    }
    const text = stripVTControlCharacters(screen);
    const [, running = '0'] = /running (\d+)/.exec(text) ?? [];
    if (!text.includes('✗') || Number(running) < bestRunning) continue;
    best = screen;
    bestRunning = Number(running);
  }
  if (best === undefined) throw new Error('no screen on which something had failed and something ran');
  return best.trimEnd();
}

/** The terminal's text as a page, in the colours of a dark terminal. */
function pageOf(screen) {
  const ansi = new AnsiUp();
  ansi.use_classes = false;
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #0d1117; }
    pre { margin: 0; padding: 18px 22px; display: inline-block; color: #d6dde6;
          font: 14px/1.45 "DejaVu Sans Mono", "Liberation Mono", monospace; }
  </style><pre>${ansi.ansi_to_html(screen)}</pre>`;
}

mkdirSync(pictures, { recursive: true });
layOutSuite();
const browser = await openBrowser();
try {
  // Not in the picture: servers that start.
  muster('up', '--profile', 'workloads');
  writeFileSync(join(folder, 'live-view.html'), pageOf(await screenOfRun()));
  const terminal = await browser.newPage({ viewport: { width: 1100, height: 800 }, deviceScaleFactor: 1.5 });
  await terminal.goto(pathToFileURL(join(folder, 'live-view.html')).href);
  await terminal.locator('pre').screenshot({ path: join(pictures, 'live-view.png') });
  for (const theme of ['light', 'dark']) {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 860 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    await page.goto(pathToFileURL(join(folder, 'test-results', 'report.html')).href);
    await page.locator('html.ready').waitFor();
    await page.screenshot({ path: join(pictures, `report-${theme}.png`) });
  }
} finally {
  await browser.close();
  try {
    tmux('kill-server');
  } catch {
    // It has ended with its only session.
  }
  muster('down', '--purge');
  rmSync(folder, { recursive: true, force: true });
}
