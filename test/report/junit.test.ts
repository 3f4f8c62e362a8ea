import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { create } from 'xmlbuilder2';
import { validateXML } from 'xmllint-wasm';
import { junitXml } from '../../src/report/junit.ts';
import { outcomeOf, outcomeWithoutAttempt, summarize, type OutcomeStatus } from '../../src/shared/outcome.ts';
import type { JunitProfile } from '../../src/shared/plan.ts';
import type { RunReport, ScenarioReport } from '../../src/shared/run-report.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../support/reports.ts';

const settings = settingsOf({ workingDir: '/repo', scenariosDir: '/repo/tests/e2e', resultsDir: '/repo/test-results' });
const reportOf = (...scenarios: readonly ScenarioReport[]): RunReport => ({ ...runReportOf(scenarios), settings });

const failed = attemptOf({ status: 'failed', reason: 'exit-code', message: 'exit code 3', exitCode: 3, tail: 'why' });
const second = attemptOf({ status: 'failed', reason: 'timeout', message: 'ran past it', attempt: 2 });
const passed = attemptOf({ status: 'passed', exitCode: 0, attempt: 3 });

const schemaOf = (profile: JunitProfile) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/junit/${profile}.xsd`, import.meta.url)), 'utf8');

/** What libxml2 says of each file: well-formed, and as the profile promises. */
async function problemsOf(texts: readonly string[], profile: JunitProfile): Promise<readonly string[]> {
  const xml = texts.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: [schemaOf(profile)] });
  return errors.map(({ rawMessage }) => rawMessage);
}

describe('junit.xml', () => {
  test('a scenario that failed is a failure, an errored one an error, one that was cancelled is skipped', () => {
    const xml = junitXml(
      reportOf(
        scenarioReportOf('net/policy', outcomeOf([failed])),
        scenarioReportOf('a', outcomeWithoutAttempt('errored', 'Cluster.Forbidden', 'may not')),
        scenarioReportOf('b', outcomeWithoutAttempt('cancelled', 'cancelled', 'was cancelled')),
      ),
    );
    expect(xml).toContain('<testsuites name="demo" tests="3" failures="1" errors="1" time="1.000">');
    expect(xml).toContain('<testsuite name="net" tests="1" failures="1" errors="0" time="1.000" skipped="0"');
    expect(xml).toContain(
      '<testcase name="net/policy.sh" classname="net" file="tests/e2e/net/policy.sh" line="1" time="1.000">',
    );
    expect(xml).toContain('<failure message="exit code 3" type="exit-code"><![CDATA[exit code 3\n');
    expect(xml).toContain('<system-out><![CDATA[why\n[[ATTACHMENT|test-results/net/policy.log]]]]></system-out>');
    expect(xml).toContain('<testcase name="a.sh" classname="e2e"');
    expect(xml).toContain('<error message="may not" type="Cluster.Forbidden"/>');
    expect(xml).toContain('<skipped message="was cancelled"/>');
    expect(xml).toContain('timestamp="2023-11-14T22:13:20"');
  });

  test('what passed on another try carries its failures as flaky, what never did carries the later ones as reruns', () => {
    const flaky = junitXml(reportOf(scenarioReportOf('a', outcomeOf([failed, second, passed]))));
    expect(flaky).toContain('failures="0"');
    expect(flaky).not.toContain('<failure');
    expect(flaky.match(/<flakyFailure message="[^"]+" type="(exit-code|timeout)"><stackTrace>/g)).toHaveLength(2);

    const never = junitXml(reportOf(scenarioReportOf('a', outcomeOf([failed, second]))));
    expect(never).toContain('<failure message="exit code 3"');
    expect(never).toContain('<rerunFailure message="ran past it" type="timeout"><stackTrace>');
  });

  test('an attempt that infrastructure spoiled is not held against a scenario that then passed', () => {
    const spoiled = attemptOf({ status: 'errored', reason: 'Worker.Lost' });
    expect(junitXml(reportOf(scenarioReportOf('a', outcomeOf([spoiled, passed]))))).not.toMatch(/flaky|rerun|<error/);
  });

  test('strict leaves out what the narrowest schemas refuse, and is what the run asked for unless told otherwise', () => {
    const report = reportOf(scenarioReportOf('a', outcomeOf([failed])));
    const strict = junitXml({ ...report, settings: { ...settings, junitProfile: 'strict' } });
    expect(strict).not.toMatch(/ file=| line=|name="namespace"/);
    expect(junitXml(report, { profile: 'strict' })).toBe(strict);
  });

  test('files and logs that lie outside the working directory are not named: nobody could find them', () => {
    const report = reportOf(scenarioReportOf('a', outcomeOf([failed])));
    const elsewhere = junitXml({ ...report, settings: { ...settings, workingDir: '/home' } });
    expect(elsewhere).not.toMatch(/ file=|ATTACHMENT/);
    expect(junitXml(report, { attachmentBase: 'artifacts' })).toContain('[[ATTACHMENT|artifacts/a.log]]');
  });

  test('logs share the room there is: a run in which everything fails stays below 30 MB', () => {
    const log = { tail: `${'y'.repeat(99)}\n`.repeat(1_000), omittedLines: 0, bytes: 100_000 };
    const scenarios = Array.from({ length: 500 }, (_, index) => ({
      ...scenarioReportOf(`s${index}`, outcomeOf([{ ...failed, tail: 'z'.repeat(2_048) }, second])),
      log,
    }));
    const size = Buffer.byteLength(junitXml(reportOf(...scenarios)));
    expect(size).toBeGreaterThan(10_000_000);
    expect(size).toBeLessThan(28_000_000);
  });

  test('a run without scenarios is a report too', async () => {
    expect(await problemsOf([junitXml(reportOf())], 'strict')).toEqual([]);
  });
});

describe('hostile text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc
      .array(
        fc.constantFrom(
          ']]>',
          '<![CDATA[',
          '\0',
          '\ud800',
          '\udfff',
          '\ufffe',
          '\u001b[31m',
          '\r',
          '\n',
          '&#0;',
          '"',
          '<',
        ),
      )
      .map((parts) => parts.join('')),
  );
  const status = fc.constantFrom<OutcomeStatus>('passed', 'failed', 'errored', 'skipped', 'cancelled');
  const attempt = fc
    .record({ status, message: text, reason: text, tail: text, namespace: text, diagnosis: text })
    .map((given) => attemptOf(given));
  const scenario = fc
    .record({ path: text, attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }), tail: text, component: text })
    .map(({ path, attempts, tail, component }) => ({
      ...scenarioReportOf('a', outcomeOf(attempts)),
      path: `x${path}`,
      component,
      log: { tail, omittedLines: 0, bytes: 0 },
    }));
  const report = fc
    .record({ scenarios: fc.array(scenario, { maxLength: 5 }), runName: text })
    .map(({ scenarios, runName }) => ({ ...reportOf(...scenarios), runName }));

  test.each(['standard', 'strict'] as const)('comes out well-formed and valid in the %s profile', async (profile) => {
    const texts = fc.sample(report, 150).map((each) => junitXml(each, { profile }));
    expect(await problemsOf(texts, profile)).toEqual([]);
  });

  test('changes no count: as many cases, failures and errors are read as there were', () => {
    fc.assert(
      fc.property(report, (each) => {
        const document = create(junitXml(each));
        const count = (name: string) => document.filter((node) => node.node.nodeName === name, false, true).length;
        const totals = summarize(each.scenarios.map(({ outcome }) => outcome));
        expect({
          cases: count('testcase'),
          failures: count('failure'),
          errors: count('error'),
          skipped: count('skipped'),
        }).toEqual({
          cases: totals.total,
          failures: totals.failed,
          errors: totals.errored,
          skipped: totals.skipped + totals.cancelled,
        });
      }),
    );
  });

  test('the end of a CDATA section survives in a log', () => {
    const log = { tail: 'a ]]> b ]]]]>> c', omittedLines: 0, bytes: 0 };
    const xml = junitXml(reportOf({ ...scenarioReportOf('a', outcomeOf([failed])), log }), { attachmentBase: '.' });
    const [out] = create(xml).filter((node) => node.node.nodeName === 'system-out', false, true);
    expect(out?.node.textContent).toBe('a ]]> b ]]]]>> c\n[[ATTACHMENT|./a.log]]');
  });
});
