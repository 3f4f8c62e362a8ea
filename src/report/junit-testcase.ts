import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { lastLines } from '../shared/last-lines.ts';
import { JUNIT_LOG_BYTES_MAX, JUNIT_MESSAGE_LENGTH_MAX, PATH_LENGTH_MAX } from '../shared/limits.ts';
import type { AttemptRecord } from '../shared/outcome.ts';
import type { JunitProfile } from '../shared/plan.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { plainText } from './plain-text.ts';
import { addLine, addText, attributeText, endLines } from './xml-text.ts';

export interface TestcaseContext {
  readonly profile: JunitProfile;
  /** As CI systems find the script; absent: it does not lie below the working directory. */
  readonly file?: string | undefined;
  readonly classname: string;
  /** Where logs lie as the reader of the file sees it; absent: nothing is attached. */
  readonly attachmentBase?: string | undefined;
  /** Room for its log, and for the text of each attempt that did not pass. */
  readonly logBytesMax: number;
  readonly textBytesMax: number;
}

/** Seconds that the script of the last attempt ran, as everywhere in the result files. */
export function secondsOf({ outcome }: ScenarioReport): number {
  return (outcome.attempts.at(-1)?.scriptMs ?? 0) / 1_000;
}

/**
 * One scenario. The verdict of the first attempt that ended so, the others beside it: `rerunFailure` under a failure or
 * an error, `flakyFailure` under a pass. What infrastructure spoiled before a pass is not held against it.
 */
export function addTestcase(suite: XMLBuilder, scenario: ScenarioReport, context: TestcaseContext): void {
  const isStandard = context.profile === 'standard';
  const testcase = addLine(suite, 2, 'testcase', {
    name: attributeText(scenario.path, PATH_LENGTH_MAX),
    classname: context.classname,
    ...(isStandard && context.file !== undefined ? { file: context.file, line: '1' } : {}),
    time: secondsOf(scenario).toFixed(3),
  });
  if (isStandard) addProperties(testcase, scenario);
  addOutcome(testcase, scenario, context);
  if (testcase.node.firstChild !== null) endLines(testcase, 2);
}

function addOutcome(testcase: XMLBuilder, scenario: ScenarioReport, context: TestcaseContext): void {
  const { outcome } = scenario;
  switch (outcome.status) {
    case 'passed':
      for (const attempt of outcome.attempts) {
        if (attempt.status === 'failed') addFurther(testcase, 'flakyFailure', attempt, context.textBytesMax);
      }
      return;
    case 'skipped':
    case 'cancelled':
      addLine(testcase, 3, 'skipped', { message: messageOf(outcome) });
      return;
    case 'failed':
    case 'errored':
      addVerdict(testcase, scenario, context);
      addSystemOut(testcase, scenario, context);
  }
}

function addProperties(testcase: XMLBuilder, { outcome }: ScenarioReport): void {
  const last = outcome.attempts.at(-1);
  // Of what simply passed nobody asks, and GitLab refuses files of very many elements.
  if (last === undefined || (outcome.status === 'passed' && outcome.attempts.length === 1)) return;
  const properties = addLine(testcase, 3, 'properties');
  properties.ele('property', { name: 'namespace', value: attributeText(last.namespace, JUNIT_MESSAGE_LENGTH_MAX) });
  properties.ele('property', { name: 'attempts', value: String(outcome.attempts.length) });
}

function addVerdict(testcase: XMLBuilder, { outcome }: ScenarioReport, { textBytesMax }: TestcaseContext): void {
  const first = outcome.attempts.find(({ status }) => status === outcome.status);
  const verdict = first ?? outcome;
  const element = addLine(testcase, 3, outcome.status === 'failed' ? 'failure' : 'error', {
    message: messageOf(verdict),
    type: typeOf(verdict),
  });
  addText(element, first === undefined ? '' : textOf(first, textBytesMax));
  for (const attempt of outcome.attempts) {
    const isFurther = attempt !== first && (attempt.status === 'failed' || attempt.status === 'errored');
    if (isFurther) addFurther(testcase, 'rerunFailure', attempt, textBytesMax);
  }
}

function addFurther(testcase: XMLBuilder, name: string, attempt: AttemptRecord, textBytesMax: number): void {
  const element = addLine(testcase, 3, name, { message: messageOf(attempt), type: typeOf(attempt) });
  addText(element.ele('stackTrace'), textOf(attempt, textBytesMax));
}

type Explained = Pick<AttemptRecord, 'status' | 'reason' | 'message' | 'exitCode'>;

function messageOf({ status, reason, message, exitCode }: Explained): string {
  const text = message ?? (exitCode === undefined ? reason : `exit code ${exitCode}`) ?? status;
  return attributeText(text.split('\n', 1)[0] ?? '', JUNIT_MESSAGE_LENGTH_MAX);
}

function typeOf({ status, reason }: Explained): string {
  return attributeText(reason ?? status, JUNIT_MESSAGE_LENGTH_MAX);
}

/** What readers show that look at nothing else: why, where, and the end of the output. */
function textOf(attempt: AttemptRecord, bytesMax: number): string {
  const head = [
    attempt.message ?? messageOf(attempt),
    ...(attempt.diagnosis === undefined ? [] : [attempt.diagnosis]),
    `attempt ${attempt.attempt} in namespace ${attempt.namespace}`,
  ].join('\n');
  const tail = endOf(plainText(attempt.tail ?? ''), bytesMax - head.length);
  return tail === '' ? head : `${head}\n\n${tail}`;
}

/** Exactly one: some readers show the first, others the last. */
function addSystemOut(testcase: XMLBuilder, scenario: ScenarioReport, context: TestcaseContext): void {
  const last = scenario.outcome.attempts.at(-1);
  if (last === undefined) return;
  const log = plainText(scenario.log?.tail ?? last.tail ?? '');
  const lines = [
    endOf(log, Math.min(JUNIT_LOG_BYTES_MAX, context.logBytesMax)),
    ...(context.attachmentBase === undefined
      ? []
      : [`[[ATTACHMENT|${context.attachmentBase}${scenario.resultName}.log]]`]),
  ].filter((line) => line !== '');
  if (lines.length > 0) addText(addLine(testcase, 3, 'system-out'), lines.join('\n'));
}

function endOf(text: string, bytes: number): string {
  return lastLines(text, { lines: Infinity, bytes }).tail;
}
