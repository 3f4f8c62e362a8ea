import type { Diagnostics } from '../../shared/diagnostics.ts';
import {
  HTML_PLAIN_CONTAINER_LOGS_COUNT,
  HTML_PLAIN_EVENTS_COUNT,
  HTML_PLAIN_LOG_CHARACTERS,
  HTML_PLAIN_LOG_LINES,
} from '../../shared/limits.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';

/** A scenario as the page without a script shows it: the end of its log, its last diagnostics, and of those the first. */
export function trimmed(scenario: ScenarioReport): ScenarioReport {
  const { log, diagnostics = [], outcome, ...rest } = scenario;
  const last = diagnostics.at(-1);
  return {
    ...rest,
    outcome: {
      ...outcome,
      attempts: outcome.attempts.map(({ tail, ...attempt }) => {
        if (tail === undefined) return attempt;
        return { ...attempt, tail: endOf(tail).text };
      }),
    },
    ...(log === undefined ? {} : { log: trimmedLog(log) }),
    ...(last === undefined ? {} : { diagnostics: [trimmedDiagnostics(last)] }),
  };
}

function trimmedLog(log: NonNullable<ScenarioReport['log']>): NonNullable<ScenarioReport['log']> {
  const { text, omittedLines } = endOf(log.tail);
  return { ...log, tail: text, omittedLines: log.omittedLines + omittedLines };
}

function trimmedDiagnostics(diagnostics: Diagnostics): Diagnostics {
  const events = diagnostics.events.slice(0, HTML_PLAIN_EVENTS_COUNT);
  const logs = diagnostics.logs.slice(0, HTML_PLAIN_CONTAINER_LOGS_COUNT);
  const omitted = [
    ...diagnostics.omitted,
    ...(events.length < diagnostics.events.length
      ? [`Events: the first ${events.length} of ${diagnostics.events.length}.`]
      : []),
    ...(logs.length < diagnostics.logs.length ? [`Container logs: ${logs.length} of ${diagnostics.logs.length}.`] : []),
  ];
  return { ...diagnostics, events, logs: logs.map((each) => ({ ...each, tail: endOf(each.tail).text })), omitted };
}

/** The last whole lines; of a single line that is too long, its end. */
function endOf(text: string): { readonly text: string; readonly omittedLines: number } {
  const lines = text.split('\n');
  const last = lines.slice(-HTML_PLAIN_LOG_LINES);
  while (last.length > 1 && last.join('\n').length > HTML_PLAIN_LOG_CHARACTERS) last.shift();
  return { text: last.join('\n').slice(-HTML_PLAIN_LOG_CHARACTERS), omittedLines: lines.length - last.length };
}
