import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import {
  JUNIT_LOGS_BYTES_MAX,
  JUNIT_MESSAGE_LENGTH_MAX,
  JUNIT_TEXTS_BYTES_MAX,
  PATH_LENGTH_MAX,
} from '../shared/limits.ts';
import { summarize } from '../shared/outcome.ts';
import type { JunitProfile } from '../shared/plan.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import { addTestcase, secondsOf } from './junit-testcase.ts';
import { pathBelow } from './script-path.ts';
import { addLine, attributeText, endLines } from './xml-text.ts';

export interface JunitOptions {
  /** Default: the run's own setting, else `standard`. */
  readonly profile?: JunitProfile | undefined;
  /**
   * The results directory as the reader of the file sees it, for `[[ATTACHMENT|…]]`. Default: relative to the directory
   * in which the run was started; nothing is attached when it lies elsewhere.
   */
  readonly attachmentBase?: string | undefined;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * `junit.xml`: a `testsuite` per folder of scripts (for those on top: per component, else the scenarios directory), a
 * `testcase` per scenario, failed as `failure`, errored as `error`. Any text comes out well-formed.
 */
export function junitXml(report: RunReport, options: JunitOptions = {}): string {
  const { settings } = report;
  const profile = options.profile ?? settings.junitProfile ?? 'standard';
  const base = options.attachmentBase ?? pathBelow(settings.workingDir, settings.resultsDir);
  const attachmentBase = base === undefined ? undefined : `${base}/`.replace(/\/+$/, '/');
  const room = roomIn(report);

  const document = create({ invalidCharReplacement: '' });
  const root = document.ele('testsuites', { name: nameText(report.runName), ...countsOf(report.scenarios) });
  for (const [group, scenarios] of groupsOf(report)) {
    const suite = addLine(root, 1, 'testsuite', {
      name: group,
      ...countsOf(scenarios),
      skipped: String(skippedCount(scenarios)),
      timestamp: beginningOf(scenarios),
    });
    addProperties(suite, report);
    for (const scenario of scenarios) {
      const file = pathBelow(settings.workingDir, `${settings.scenariosDir}/${scenario.path}`);
      addTestcase(suite, scenario, {
        profile,
        classname: group.replaceAll('/', '.'),
        attachmentBase,
        ...(file === undefined ? {} : { file: attributeText(file, PATH_LENGTH_MAX) }),
        ...room,
      });
    }
    endLines(suite, 1);
  }
  endLines(root, 0);
  return `${DECLARATION}\n${document.end({ headless: true })}\n`;
}

function nameText(text: string): string {
  return attributeText(text, JUNIT_MESSAGE_LENGTH_MAX);
}

/** In the order in which they appear in the plan. */
function groupsOf({ scenarios, settings }: RunReport): ReadonlyMap<string, ScenarioReport[]> {
  const directory = settings.scenariosDir.split('/').findLast((segment) => segment !== '') ?? 'scenarios';
  const groups = new Map<string, ScenarioReport[]>();
  for (const scenario of scenarios) {
    const folder = scenario.path.slice(0, Math.max(0, scenario.path.lastIndexOf('/')));
    const group = nameText(folder || scenario.component || directory);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [scenario]);
    else members.push(scenario);
  }
  return groups;
}

/** Those that every schema allows, on both levels. */
function countsOf(scenarios: readonly ScenarioReport[]): Record<string, string> {
  const totals = summarize(scenarios.map(({ outcome }) => outcome));
  return {
    tests: String(totals.total),
    failures: String(totals.failed),
    errors: String(totals.errored),
    time: scenarios.reduce((sum, scenario) => sum + secondsOf(scenario), 0).toFixed(3),
  };
}

/** In UTC and without saying so: the only form that every schema takes. */
function beginningOf(scenarios: readonly ScenarioReport[]): string {
  const startedAtMs = scenarios.reduce((least, scenario) => Math.min(least, scenario.startedAtMs), Infinity);
  return new Date(startedAtMs).toISOString().slice(0, 19);
}

function skippedCount(scenarios: readonly ScenarioReport[]): number {
  const totals = summarize(scenarios.map(({ outcome }) => outcome));
  return totals.skipped + totals.cancelled;
}

function addProperties(suite: XMLBuilder, report: RunReport): void {
  const { cluster, settings } = report;
  const values: readonly (readonly [string, string | undefined])[] = [
    ['run', report.runName],
    ['workflow.id', report.workflowId],
    ['workflow.run.id', report.runId],
    ['cluster', cluster.server],
    ['cluster.context', cluster.context],
    ['temporal.url', settings.webUiUrl],
  ];
  const properties = addLine(suite, 2, 'properties');
  for (const [name, value] of values) {
    if (value === undefined) continue;
    addLine(properties, 3, 'property', { name, value: attributeText(value, PATH_LENGTH_MAX) });
  }
  endLines(properties, 2);
}

/** The bound of the file shared out among those that have something to show. */
function roomIn({ scenarios }: RunReport): { readonly logBytesMax: number; readonly textBytesMax: number } {
  const shown = scenarios.filter(({ outcome }) => outcome.status === 'failed' || outcome.status === 'errored');
  const attempts = scenarios.reduce((count, { outcome }) => count + outcome.attempts.length, 0);
  return {
    logBytesMax: Math.floor(JUNIT_LOGS_BYTES_MAX / Math.max(1, shown.length)),
    textBytesMax: Math.floor(JUNIT_TEXTS_BYTES_MAX / Math.max(1, attempts)),
  };
}
