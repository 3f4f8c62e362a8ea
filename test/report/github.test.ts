import { issueCommandFor } from '../ci/toolkit.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ciRunOf, type CiRun, type CiScenario } from '../../src/report/ci-run.ts';
import { githubAnnotations } from '../../src/report/github-annotations.ts';
import { githubCommand, githubOutput } from '../../src/report/github-command.ts';
import { githubSummary } from '../../src/report/github-summary.ts';
import { markdownBlock, markdownText } from '../../src/report/markdown.ts';
import { outcomeOf, summarize } from '../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';

const text = fc.string({ unit: 'binary' });
const hostile = fc
  .array(
    fc.oneof(text, fc.constantFrom('%', '\r', '\n', ':', ',', '::error::x', '%0A', '##[group]', '|', '</pre>', '`')),
  )
  .map((parts) => parts.join(''));

const failure = (path: string, given: Partial<CiScenario> = {}): CiScenario => ({
  path,
  status: 'failed',
  reason: 'exit code 1',
  durationMs: 1_500,
  attemptCount: 1,
  ...given,
});

function runOf(failures: readonly CiScenario[], flaky: readonly CiScenario[] = []): CiRun {
  const totals = summarize(failures.map(({ status }) => ({ status, flaky: false })));
  return { runName: 'demo', totals, durationMs: 61_000, cancelled: false, failures, flaky, stuckCount: 0 };
}

describe('commands of GitHub', () => {
  test('are written exactly as its own toolkit writes them', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, file, message) => {
        expect(githubCommand('error', { title, file }, message)).toBe(issueCommandFor(message, { title, file }));
      }),
    );
  });

  test('take one line each, whatever they are to say', () => {
    fc.assert(
      fc.property(hostile, hostile, (property, message) => {
        expect(githubCommand('error', { title: property }, message)).not.toMatch(/[\r\n]/);
      }),
    );
  });

  test('an output of several lines stands between delimiters, and one that holds the delimiter is refused', () => {
    expect(githubOutput('report', 'a\nb=c', 'EOF-1')).toBe('report<<EOF-1\na\nb=c\nEOF-1\n');
    expect(() => githubOutput('report', 'a\nEOF-1\nstatus=passed', 'EOF-1')).toThrow('delimiter');
  });
});

describe('annotations', () => {
  test('stand at the script, with the reason, what the namespace said and the end of the log', () => {
    const scenario = failure('net/a.sh', { diagnosis: 'pod web-0: OOMKilled', tail: 'one\ntwo' });
    expect(githubAnnotations(runOf([scenario]), (path) => `tests/${path}`)).toEqual([
      '::error title=net/a.sh failed,file=tests/net/a.sh,line=1::exit code 1%0Apod web-0: OOMKilled%0A%0Aone%0Atwo',
    ]);
    expect(githubAnnotations(runOf([failure('a.sh')]), () => undefined)).toEqual([
      '::error title=a.sh failed::exit code 1',
    ]);
  });

  test('are never more than ten, and the tenth counts what has none', () => {
    const of = (count: number) =>
      githubAnnotations(runOf(Array.from({ length: count }, (_, n) => failure(`${n}.sh`))), (path) => path);
    expect(of(0)).toEqual([]);
    expect(of(10)).toHaveLength(10);
    expect(of(10).at(-1)).toContain('9.sh failed');
    expect(of(46)).toHaveLength(10);
    expect(of(46).at(-1)).toBe('::error::and 37 more scenarios did not pass; the summary lists them');
  });
});

describe('the step summary', () => {
  test('counts, names what failed first, then what was flaky, then shows the ends of logs', () => {
    const log = { tail: 'a\n\u001b[31mlast\u001b[0m', omittedLines: 0, bytes: 9 };
    const report = runReportOf([
      scenarioReportOf('e', outcomeOf([attemptOf({ status: 'errored', reason: 'Worker.Lost' })])),
      scenarioReportOf(
        'p',
        outcomeOf([attemptOf({ status: 'failed', message: 'once' }), attemptOf({ status: 'passed' })]),
      ),
      { ...scenarioReportOf('f', outcomeOf([attemptOf({ status: 'failed', message: 'exit code 3' })])), log },
    ]);
    const summary = githubSummary(ciRunOf(report));
    expect(summary).toContain('## ❌ <code>demo</code>');
    expect(summary).toContain('| 3 | 1 | 1 | 1 | 0 | 0 | 1 | 20.0 s |');
    const order = [
      '<code>f.sh</code> | exit code 3',
      '<code>e.sh</code> | Worker.Lost',
      '### Flaky',
      '<pre>a\nlast</pre>',
    ];
    const places = order.map((part) => summary.indexOf(part));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('stays within its limit and says what it leaves out', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      failure(`${'x'.repeat(200)}-${n}.sh`, { tail: 'y\n'.repeat(20) }),
    );
    const summary = githubSummary(runOf(many));
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(900 * 1_024);
    expect(summary).toMatch(/… and 8000 more; the report lists all of them/);
    const small = githubSummary(runOf(many), 5_000);
    expect(Buffer.byteLength(small)).toBeLessThanOrEqual(5_000);
    expect(small).toMatch(/… and \d+ more/);
  });

  test('links to Temporal, unless only the runner itself reaches that', () => {
    const linked = (webUiUrl: string) => githubSummary({ ...runOf([]), webUiUrl }).includes(`](${webUiUrl})`);
    expect(linked('https://temporal.example.com/namespaces/default/workflows/muster-a')).toBe(true);
    expect(linked('https://localhost.example.com/a')).toBe(true);
    for (const host of ['http://127.0.0.1:8233', 'http://localhost:8233', 'http://[::1]:8233']) {
      expect(githubSummary({ ...runOf([]), webUiUrl: `${host}/a` })).not.toContain('Temporal');
    }
  });

  test('a name or reason makes no cell, link, tag or mention of its own', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        expect(markdownText(given)).not.toMatch(/[\n\r|<>`[\]@]/);
        expect(markdownBlock(given).slice('<pre>'.length, -'</pre>'.length)).not.toMatch(/[<>]/);
        const rows = githubSummary(runOf([failure(given, { reason: given })]))
          .split('\n')
          .filter((line) => line.startsWith('| ❌'));
        expect(rows.map((row) => row.split('|').length)).toEqual([7]);
      }),
    );
  });
});
