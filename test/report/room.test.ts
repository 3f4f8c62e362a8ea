import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonBytesOf } from '../../src/report/json-bytes.ts';
import { fitDiagnostics, fitReport } from '../../src/report/index.ts';
import type { Diagnostics } from '../../src/shared/diagnostics.ts';
import type { HistoryEntry } from '../../src/shared/history.ts';
import type { OutcomeStatus } from '../../src/shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../../src/shared/run-report.ts';
import { containerOf, diagnosticsOf, podOf, warningOf } from '../support/diagnostics.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';

const line = 'x'.repeat(79);
const log = (lines: number) => ({ tail: Array(lines).fill(line).join('\n'), omittedLines: 7, bytes: 99_999 });
const historyOf = (length: number): HistoryEntry[] =>
  Array.from({ length }, () => ({ runName: 'r', finishedAtMs: 1, status: 'passed', flaky: false, durationMs: 1 }));

function scenarioOf(index: number, status: OutcomeStatus, given: Partial<ScenarioReport> = {}): ScenarioReport {
  const attempts = [attemptOf({ status, ...(status === 'passed' ? {} : { tail: line, message: 'exit code 1' }) })];
  return { ...scenarioReportOf(`s${index}`, { status, flaky: false, attempts }), ...given };
}

/** Half of them failed, with everything that there can be. */
function fullReport(count: number): RunReport {
  const history = historyOf(20);
  return runReportOf(
    Array.from({ length: count }, (_unused, index) =>
      index % 2 === 0
        ? scenarioOf(index, 'passed', { log: log(20), history })
        : scenarioOf(index, 'failed', { log: log(400), history, diagnostics: [diagnosticsOf({ omitted: [line] })] }),
    ),
  );
}

const linesOf = ({ log }: ScenarioReport) => log?.tail.split('\n').length ?? 0;
const shown = ({ scenarios }: RunReport) => ({
  passed: linesOf(scenarios[0]!),
  failed: linesOf(scenarios[1]!),
  diagnosed: scenarios.filter(({ diagnostics }) => diagnostics !== undefined).length,
});
const outcomesOf = ({ scenarios }: RunReport) =>
  scenarios.map(({ path, outcome }) => [path, outcome.status, outcome.exitCode, outcome.flaky]);

describe('a report with more than there is room for', () => {
  test('is left as it is when there is room', () => {
    const report = fullReport(10);
    expect(fitReport(report, jsonBytesOf(report))).toBe(report);
  });

  test('goes without the logs of what passed, then with shorter ones of what failed, then without the last diagnostics', () => {
    const report = fullReport(20);
    const full = jsonBytesOf(report);
    const seen = [0.95, 0.8, 0.4, 0.14, 0.06].map((part) => shown(fitReport(report, Math.floor(full * part))));
    expect(seen).toMatchObject([
      { passed: 0, failed: 400, diagnosed: 10 },
      { passed: 0, failed: 200, diagnosed: 10 },
      { passed: 0, failed: 50, diagnosed: 10 },
      { passed: 0, failed: 50, diagnosed: expect.any(Number) as number },
      { passed: 0, diagnosed: 0 },
    ]);
    expect(seen[3]?.diagnosed).toBeLessThan(10);
  });

  test('says what it left out, once each, and counts the lines that went', () => {
    const report = { ...fullReport(20), omitted: ['Said before.'] };
    const fitted = fitReport(report, Math.floor(jsonBytesOf(report) * 0.4));
    expect(fitted.omitted).toEqual([
      'Said before.',
      'The logs of scenarios that did not fail were left out.',
      'Of scenarios that did not fail the last 5 outcomes are shown.',
      'Of the logs of failed scenarios the last 50 lines are shown.',
    ]);
    expect(fitted.scenarios[1]?.log).toMatchObject({ omittedLines: 357, bytes: 99_999 });
  });

  test('keeps the diagnostics of the first failures longest, and those of what passed in the end shortest', () => {
    const diagnostics = [
      diagnosticsOf({ logs: [{ pod: 'p', container: 'c', previous: false, tail: line.repeat(100) }] }),
    ];
    const report = runReportOf([
      scenarioOf(0, 'passed', { diagnostics }),
      scenarioOf(1, 'failed', { diagnostics }),
      scenarioOf(2, 'failed', { diagnostics }),
    ]);
    const fitted = fitReport(report, jsonBytesOf(report) - 9_000);
    expect(fitted.scenarios.map(({ diagnostics }) => diagnostics !== undefined)).toEqual([false, true, false]);
    expect(fitted.omitted).toEqual(['Diagnostics are shown of 1 scenario only, failures first.']);
  });

  test('is never above what it may be, and never loses a scenario or an outcome', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const statuses = fc.constantFrom<OutcomeStatus>('passed', 'failed', 'errored', 'skipped', 'cancelled');
    const scenario = fc.record({
      status: statuses,
      text,
      lines: fc.nat(500),
      attempts: fc.nat(5),
      entries: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(scenario, { minLength: 1, maxLength: 20 }), fc.nat(100_000), (all, roomBytes) => {
        const report = runReportOf(
          all.map(({ status, text, lines, attempts, entries }, index) => ({
            ...scenarioReportOf(`s${index}`, {
              status,
              flaky: lines % 2 === 0,
              message: text,
              attempts: Array.from({ length: attempts }, () => attemptOf({ status, message: text, tail: text })),
            }),
            name: text,
            tags: [text],
            log: { tail: Array(lines).fill(text).join('\n'), omittedLines: 0, bytes: 1 },
            history: historyOf(entries),
            diagnostics: [diagnosticsOf({ pods: [podOf(text)] })],
          })),
        );
        // What nothing can be taken from: the header, paths, outcomes with short messages (six bytes a character).
        const bytesMax = 4_000 + 1_700 * all.length + roomBytes;
        const fitted = fitReport(report, bytesMax);
        expect(jsonBytesOf(fitted)).toBeLessThanOrEqual(bytesMax);
        expect(outcomesOf(fitted)).toEqual(outcomesOf(report));
        expect(fitted.totals).toEqual(report.totals);
        expect(fitted === report).toBe(fitted.omitted === undefined);
      }),
      { numRuns: 60 },
    );
  });
});

describe('diagnostics with more than there is room for', () => {
  const logs = Array.from({ length: 20 }, (_unused, index) => ({
    pod: `p${index}`,
    container: 'c',
    previous: false,
    tail: line,
  }));

  test('lose the last logs first, and say how many', () => {
    const diagnostics = diagnosticsOf({ logs, pods: [podOf('a')] });
    const fitted = fitDiagnostics(diagnostics, jsonBytesOf(diagnostics) - 100);
    expect(fitted.logs).toEqual(logs.slice(0, fitted.logs.length));
    expect(fitted.pods).toEqual(diagnostics.pods);
    expect(fitted.omitted).toEqual([`No room for ${20 - fitted.logs.length} more logs.`]);
  });

  test('are never above what they may be', () => {
    const text = fc.string({ unit: 'binary', maxLength: 100 });
    const many = fc.record({ text, pods: fc.nat(30), events: fc.nat(30), logs: fc.nat(20) });
    fc.assert(
      fc.property(many, fc.nat(20_000), ({ text, pods, events, logs }, roomBytes) => {
        const diagnostics: Diagnostics = diagnosticsOf({
          pods: Array.from({ length: pods }, () => podOf(text, { containers: [containerOf({ message: text })] })),
          events: Array.from({ length: events }, () => warningOf('Failed', `Pod/${text}`, text)),
          logs: Array.from({ length: logs }, () => ({ pod: text, container: text, previous: false, tail: text })),
        });
        expect(jsonBytesOf(fitDiagnostics(diagnostics, 500 + roomBytes))).toBeLessThanOrEqual(500 + roomBytes);
      }),
      { numRuns: 60 },
    );
  });
});
