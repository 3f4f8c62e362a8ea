import type { MessagePort } from 'node:worker_threads';
import type { RunReport } from '../../shared/run-report.ts';
import { renderedReport, type Rendered, type ReportName, type ReportOptions } from './render-report.ts';

/** What a thread is started with. */
export interface RendererData {
  /** The run's record as JSON in UTF-8; shared, so that it is there once. */
  readonly record: SharedArrayBuffer;
  readonly options: ReportOptions;
}

/** In the thread: answers each report's name with the report. Its text goes over as it is, without a copy. */
export function answerNames(port: MessagePort, { record, options }: RendererData): void {
  const report = JSON.parse(Buffer.from(record).toString('utf8')) as RunReport;
  port.on('message', (name: ReportName) => {
    void renderedReport(name, report, options).then((rendered) => say(port, rendered));
  });
}

function say(port: MessagePort, rendered: Rendered): void {
  if ('problem' in rendered || typeof rendered.text !== 'string') return port.postMessage(rendered);
  const text = new TextEncoder().encode(rendered.text);
  port.postMessage({ name: rendered.name, text } satisfies Rendered, [text.buffer]);
}
