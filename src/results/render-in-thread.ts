import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { compactRunJson } from '../report/index.ts';
import { RENDER_HEAP_MIB_MAX, RENDER_HERE_BYTES_MAX, RENDER_TIMEOUT_MS } from '../shared/limits.ts';
import type { RunReport } from '../shared/run-report.ts';
import type { RendererData } from './renderer/answer.ts';
import { REPORT_NAMES, renderHere, type Render, type Rendered, type ReportName } from './renderer/render-report.ts';

export interface ThreadLimits {
  /** The built thread; the same relative path holds in `src/` and in `dist/`. */
  readonly entry?: URL;
  readonly hereBytesMax?: number;
  readonly heapMibMax?: number;
  readonly timeoutMs?: number;
}

const ENTRY = new URL('../../dist/results/renderer/main.js', import.meta.url);

/**
 * Makes the reports of a large run in a thread of their own, so that this one can go on telling Temporal of the scripts
 * that it watches over; those of a small one here, which is over before a thread has started. A thread that takes more
 * than RENDER_TIMEOUT_MS or RENDER_HEAP_MIB_MAX for a report is ended, and costs that report only.
 */
export function renderInThread({
  entry = ENTRY,
  hereBytesMax = RENDER_HERE_BYTES_MAX,
  heapMibMax = RENDER_HEAP_MIB_MAX,
  timeoutMs = RENDER_TIMEOUT_MS,
}: ThreadLimits = {}): Render {
  return async function* (report, options) {
    const record = await recordOf(report);
    if (record.byteLength <= hereBytesMax) return yield* renderHere(report, options);
    const left: ReportName[] = [...REPORT_NAMES];
    while (left.length > 0) {
      const thread = startThread(entry, { record, options }, heapMibMax);
      try {
        for (let name = left.shift(); name !== undefined; name = left.shift()) {
          const rendered = await thread.ask(name, timeoutMs);
          yield rendered;
          if (thread.isOver()) break;
        }
      } finally {
        await thread.end();
      }
    }
  };
}

/** In memory that threads share; made in turns. */
async function recordOf(report: RunReport): Promise<SharedArrayBuffer> {
  const pieces: Buffer[] = [];
  for (const piece of compactRunJson(report)) {
    pieces.push(Buffer.from(piece));
    await setImmediate();
  }
  const record = new SharedArrayBuffer(pieces.reduce((bytes, piece) => bytes + piece.length, 0));
  const whole = Buffer.from(record);
  let at = 0;
  for (const piece of pieces) {
    piece.copy(whole, at);
    at += piece.length;
  }
  return record;
}

function startThread(entry: URL, workerData: RendererData, heapMibMax: number) {
  const resourceLimits = { maxOldGenerationSizeMb: heapMibMax };
  // It needs neither the worker's variables, some of which are secret, nor what it was started with.
  const thread = new Worker(entry, { workerData, resourceLimits, env: {}, execArgv: [] });
  let over: string | undefined;
  const ended = new Promise<string>((resolve) => {
    const end = (why: string) => {
      over ??= why;
      resolve(over);
    };
    thread.on('error', (error) => end(error.message));
    thread.once('exit', () => end('the thread that makes it has ended'));
  });

  async function ask(name: ReportName, timeoutMs: number): Promise<Rendered> {
    const { answer, forget } = nextOf(thread);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`it took more than ${timeoutMs / 1_000} s`), timeoutMs);
    });
    try {
      thread.postMessage(name, []);
      const first = await Promise.race([answer, ended, late]);
      if (typeof first !== 'string') return first;
      over ??= first;
      return { name, problem: first };
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  return { ask, isOver: () => over !== undefined, end: () => thread.terminate() };
}

function nextOf(thread: Worker): { readonly answer: Promise<Rendered>; readonly forget: () => void } {
  let take: (rendered: Rendered) => void = () => undefined;
  const answer = new Promise<Rendered>((resolve) => {
    take = resolve;
  });
  thread.once('message', take);
  return { answer, forget: () => thread.off('message', take) };
}
