import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { ClientError, failureError } from '../../src/client/errors.ts';
import { printData, printJson, say } from '../../src/client/invocation.ts';
import { errorLines } from '../../src/client/view/error-lines.ts';
import { finishedLine } from '../../src/client/view/finished-line.ts';
import { keptLines, notKeptLines } from '../../src/client/view/kept-lines.ts';
import { plain } from '../../src/client/view/paint.ts';
import { stuckLines } from '../../src/client/view/stuck-lines.ts';
import { summaryLines } from '../../src/client/view/summary.ts';
import { tableLines } from '../../src/client/view/table.ts';
import { terminalText } from '../../src/client/view/terminal-text.ts';
import { openView } from '../../src/client/view/terminal-view.ts';
import type { FinishedScenario } from '../../src/shared/run-progress.ts';
import { fakeInvocation } from '../client/support/fake-invocation.ts';
import { progressOf, resultOf } from '../client/support/records.ts';
import type { TextCase } from './hostile-case.ts';
import { expectPlain, expectPlainLine } from './plain-text.ts';

/** Every place of the command line where a text of somebody else's is shown. */
export function tryText({ planted: text }: TextCase): void {
  const finished: FinishedScenario = {
    path: text,
    resultName: text,
    status: 'failed',
    reason: text,
    message: text,
    lastLine: text,
    flaky: false,
    attemptCount: 1,
    durationMs: 1,
  };
  const stuck = [{ name: text, reason: 'Namespace.Stuck', conditions: [{ type: 'T', reason: 'R', message: text }] }];
  const kept = [{ name: 'n', uid: 'u', scenario: text, untilMs: 10 }];
  const notKept = [{ name: 'n', scenario: text, message: text }];
  const result = { ...resultOf(), stuck, kept, notKept, resultsProblem: text, cleanupProblem: text };
  const common = { runName: 'r', failures: [finished], elapsedMs: 1, resultsDir: text, progress: progressOf() };
  const lines = [
    finishedLine(finished, plain),
    ...stuckLines(stuck, plain),
    ...keptLines('r', kept, { nowMs: 0, kubectl: 'kubectl' }),
    ...notKeptLines(notKept, plain),
    ...tableLines(['A', 'B'], [[text, text]]),
    ...summaryLines({ ...common, closing: { kind: 'failed', type: 'Run.Incomplete', message: text, result } }, plain),
    ...summaryLines({ ...common, closing: { kind: 'terminated', message: text } }, plain),
    ...errorLines(new ClientError(text, { type: 'Client.Usage', why: text, fix: [text] }), plain, false).lines,
    ...errorLines(failureError(text, text), plain, false).lines,
    ...errorLines(new Error(text), plain, false).lines,
  ];
  for (const line of lines) expectPlainLine(line);
  expectPlain(terminalText(lines.join('\n')));
  tryWalls(text);
}

/** Where somebody forgot: what goes out is harmless all the same, but for its direction. */
function tryWalls(text: string): void {
  const ofOneDirection = text.replace(/[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ');
  const invocation = fakeInvocation('/');
  printData(invocation, [ofOneDirection]);
  say(invocation, [ofOneDirection]);
  const view = openView({ ...invocation, stderr: invocation.stderr });
  view.line(ofOneDirection);
  expectPlain(invocation.out());
  expectPlain(invocation.err());
  printJson(invocation, { text });
  const json = invocation.out();
  expectPlain(json);
  expect(JSON.parse(json)).toEqual({ text });
  expect(invocation.stdout).toBeInstanceOf(PassThrough);
}
