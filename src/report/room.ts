import { lastLines } from '../shared/last-lines.ts';
import {
  HISTORY_KEPT_WHEN_CROWDED_COUNT,
  LOG_EXCERPT_BYTES,
  LOG_EXCERPT_LINES_WHEN_CROWDED,
  MESSAGE_LENGTH_WHEN_CROWDED,
} from '../shared/limits.ts';
import { shortLine } from '../shared/one-line.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import { jsonBytesOf } from './json-bytes.ts';

type Change = (scenario: ScenarioReport) => ScenarioReport;

/** One thing that a report can do without. */
interface Step {
  /** A later step of the same topic says it anew. */
  readonly topic: string;
  readonly change: Change;
  /** Which scenarios it is about. */
  readonly of: (scenario: ScenarioReport) => boolean;
  /** Only from as many as must be, the last ones first; otherwise from all, so that all are shown alike. */
  readonly oneByOne?: true;
  readonly sentence: (keptCount: number) => string;
}

const failed = ({ outcome }: ScenarioReport) => outcome.status === 'failed' || outcome.status === 'errored';
const untroubled = (scenario: ScenarioReport) => !failed(scenario) && !scenario.outcome.flaky;

/** From what is missed least to what is missed most. */
const STEPS: readonly Step[] = [
  {
    topic: 'other logs',
    of: (scenario) => scenario.log !== undefined && !failed(scenario),
    change: withoutLog,
    sentence: () => 'The logs of scenarios that did not fail were left out.',
  },
  {
    topic: 'history',
    of: untroubled,
    change: (scenario) => withHistoryOf(scenario, HISTORY_KEPT_WHEN_CROWDED_COUNT),
    sentence: () => `Of scenarios that did not fail the last ${HISTORY_KEPT_WHEN_CROWDED_COUNT} outcomes are shown.`,
  },
  ...LOG_EXCERPT_LINES_WHEN_CROWDED.map((lines): Step => {
    return {
      topic: 'failed logs',
      of: failed,
      change: (scenario) => withLogOf(scenario, lines),
      sentence: () => `Of the logs of failed scenarios the last ${lines} lines are shown.`,
    };
  }),
  {
    topic: 'diagnostics',
    // Those of attempts that a later one made good go first: see `inOrderOfLoss`.
    of: ({ diagnostics }) => diagnostics !== undefined,
    change: ({ diagnostics: _diagnostics, ...scenario }) => scenario,
    oneByOne: true,
    sentence: (keptCount) => ofTheFirst(keptCount, 'Diagnostics'),
  },
  {
    topic: 'failed logs',
    of: ({ log }) => log !== undefined,
    change: withoutLog,
    oneByOne: true,
    sentence: (keptCount) => ofTheFirst(keptCount, 'Logs'),
  },
  {
    topic: 'history',
    of: ({ history }) => history !== undefined,
    change: ({ history: _history, ...scenario }) => scenario,
    sentence: () => 'Earlier outcomes were left out.',
  },
  {
    topic: 'tails',
    of: ({ outcome }) => outcome.attempts.some(({ tail }) => tail !== undefined),
    change: withoutTails,
    sentence: () => 'The ends of what attempts printed were left out.',
  },
  {
    topic: 'texts',
    of: () => true,
    change: withShortTexts,
    sentence: () => 'Names, tags, components and long messages were cut.',
  },
  {
    topic: 'attempts',
    of: ({ outcome }) => outcome.attempts.length > 0,
    change: ({ outcome, ...scenario }) => ({ ...scenario, outcome: { ...outcome, attempts: [] } }),
    oneByOne: true,
    sentence: (keptCount) => ofTheFirst(keptCount, 'Attempts'),
  },
];

/**
 * The report with at most `bytesMax` bytes of compact JSON, which says in `omitted` what it left out. Logs go first,
 * those of what passed before those of what failed, then diagnostics; the first failures keep theirs longest. No
 * scenario and no outcome is ever left out: where those alone are larger, the result is as large as they are. Pure.
 */
export function fitReport(report: RunReport, bytesMax: number): RunReport {
  const fitting = fittingReport(report, bytesMax);
  let turn = fitting.next();
  while (turn.done !== true) turn = fitting.next();
  return turn.value;
}

/** {@link fitReport} in turns of some 10 ms each, for whoever has other things to do in between. Pure. */
export function* fittingReport(report: RunReport, bytesMax: number): Generator<undefined, RunReport> {
  const bytesOf = scenarioSizes();
  const said = new Map<string, string>();
  let fitted = report;
  for (const step of STEPS) {
    const bytes = yield* reportBytesOf(fitted, bytesOf);
    if (bytes <= bytesMax) break;
    const scenarios = yield* applied(step, fitted, { bytes, bytesMax, bytesOf });
    const changedCount = scenarios.filter((scenario, index) => scenario !== fitted.scenarios[index]).length;
    if (changedCount === 0) continue;
    said.set(step.topic, step.sentence(fitted.scenarios.filter(step.of).length - changedCount));
    fitted = { ...fitted, scenarios, omitted: [...(report.omitted ?? []), ...said.values()] };
  }
  return fitted;
}

function ofTheFirst(count: number, what: string): string {
  return count === 0
    ? `${what} were left out.`
    : `${what} are shown of ${count} ${count === 1 ? 'scenario' : 'scenarios'} only, failures first.`;
}

/** What a step's own sentence takes, which is known only when the step is over; none is as long. */
const SENTENCE_BYTES = 200;

interface Room {
  /** What the report takes now. */
  readonly bytes: number;
  readonly bytesMax: number;
  readonly bytesOf: Sizes;
}

function* applied(
  step: Step,
  report: RunReport,
  { bytes: before, bytesMax, bytesOf }: Room,
): Generator<undefined, readonly ScenarioReport[]> {
  const scenarios = [...report.scenarios];
  if (step.oneByOne !== true) {
    for (const [index, scenario] of scenarios.entries()) {
      if (step.of(scenario)) scenarios[index] = step.change(scenario);
      if (index % SCENARIOS_PER_TURN === 0) yield;
    }
    return scenarios;
  }
  let bytes = before + SENTENCE_BYTES;
  for (const [turn, index] of inOrderOfLoss(scenarios).entries()) {
    if (bytes <= bytesMax) break;
    if (turn % SCENARIOS_PER_TURN === 0) yield;
    const whole = scenarios[index];
    if (whole === undefined || !step.of(whole)) continue;
    const without = step.change(whole);
    bytes += bytesOf(without) - bytesOf(whole);
    scenarios[index] = without;
  }
  return scenarios;
}

/** The last first, and what did not fail before what did. */
function inOrderOfLoss(scenarios: readonly ScenarioReport[]): number[] {
  const indexes = scenarios.map((_scenario, index) => index).toReversed();
  const hasFailed = (index: number) => Number(scenarios[index] !== undefined && failed(scenarios[index]));
  return indexes.toSorted((a, b) => hasFailed(a) - hasFailed(b));
}

type Sizes = (scenario: ScenarioReport) => number;

/** Sizes of scenarios as the sum of their parts: of a large report only the parts that have changed are measured again. */
function scenarioSizes(): Sizes {
  const whole = new WeakMap<ScenarioReport, number>();
  const known = new WeakMap<object, number>();
  const partBytesOf = (key: string, value: object | undefined) => {
    if (value === undefined) return 0;
    const bytes = known.get(value) ?? jsonBytesOf(value);
    known.set(value, bytes);
    return bytes + `,"${key}":`.length;
  };
  const measured = ({ outcome, log, diagnostics, history, ...rest }: ScenarioReport) =>
    jsonBytesOf(rest) +
    partBytesOf('outcome', outcome) +
    partBytesOf('log', log) +
    partBytesOf('diagnostics', diagnostics) +
    partBytesOf('history', history);
  return (scenario) => {
    const bytes = whole.get(scenario) ?? measured(scenario);
    whole.set(scenario, bytes);
    return bytes;
  };
}

function* reportBytesOf({ scenarios, ...header }: RunReport, bytesOf: Sizes): Generator<undefined, number> {
  let bytes = jsonBytesOf({ ...header, scenarios: [] }) + Math.max(0, scenarios.length - 1);
  for (const [index, scenario] of scenarios.entries()) {
    bytes += bytesOf(scenario);
    if (index % SCENARIOS_PER_TURN === 0) yield;
  }
  return bytes;
}

/** Each is measured once in some 50 µs, with a long log in 200. */
const SCENARIOS_PER_TURN = 100;

function withoutLog({ log: _log, ...scenario }: ScenarioReport): ScenarioReport {
  return scenario;
}

function withLogOf(scenario: ScenarioReport, lines: number): ScenarioReport {
  const { log } = scenario;
  if (log === undefined) return scenario;
  const { tail, omittedLines } = lastLines(log.tail, { lines, bytes: LOG_EXCERPT_BYTES });
  if (omittedLines === 0) return scenario;
  return { ...scenario, log: { ...log, tail, omittedLines: log.omittedLines + omittedLines } };
}

function withHistoryOf(scenario: ScenarioReport, count: number): ScenarioReport {
  const { history = [] } = scenario;
  return history.length <= count ? scenario : { ...scenario, history: history.slice(-count) };
}

function withoutTails(scenario: ScenarioReport): ScenarioReport {
  const { outcome } = scenario;
  return { ...scenario, outcome: { ...outcome, attempts: outcome.attempts.map(({ tail: _tail, ...rest }) => rest) } };
}

function withShortTexts(long: ScenarioReport): ScenarioReport {
  const { name: _name, tags: _tags, component: _component, version: _version, outcome, ...scenario } = long;
  return { ...scenario, outcome: { ...short(outcome), attempts: outcome.attempts.map(short) } };
}

function short<T extends { readonly message?: string; readonly reason?: string }>(record: T): T {
  const cut = (text: string) => shortLine(text, MESSAGE_LENGTH_WHEN_CROWDED);
  return {
    ...record,
    ...(record.message === undefined ? {} : { message: cut(record.message) }),
    ...(record.reason === undefined ? {} : { reason: cut(record.reason) }),
  };
}
