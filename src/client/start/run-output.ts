import type { FinishedScenario } from '../../shared/run-progress.ts';
import type { OutputFormat } from '../formats/format-option.ts';
import { DOCUMENT_VERSION, printSheet, writeLines } from '../formats/print-records.ts';
import type { RunRecord } from '../follow/run-record.ts';
import type { Invocation } from '../invocation.ts';
import { terminalJson } from '../view/terminal-text.ts';
import type { RunIdentity } from './start-run.ts';

/** What a command that starts a run prints as data: events as they happen (`jsonl`), or one record at its end. */
export interface RunOutput {
  started(run: RunIdentity, about: { readonly resultsDir: string; readonly plannedCount?: number | undefined }): void;
  finished(scenarios: readonly FinishedScenario[]): void;
  ended(record: RunRecord): Promise<void>;
}

export function runOutput(invocation: Invocation, format: OutputFormat = 'text'): RunOutput {
  const event = (type: string, fields: object) => {
    if (format !== 'jsonl') return;
    writeLines(invocation, [terminalJson({ v: DOCUMENT_VERSION, type, atMs: Date.now(), ...fields }, 0)]);
  };
  return {
    started: ({ runName, workflowId, runId, startedAtMs }, about) =>
      event('run.started', { run: runName, workflowId, runId, startedAtMs, ...about }),
    finished: (scenarios) => {
      for (const scenario of scenarios) event('scenario.finished', { scenario });
    },
    ended: async (record) => {
      if (format === 'text' || format === 'wide') return;
      if (format === 'jsonl') return event('run.finished', { ...record });
      await printSheet(invocation, format, { name: record.run, document: record, lines: () => [] });
    },
  };
}
