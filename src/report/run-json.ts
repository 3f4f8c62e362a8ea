import type { RunReport } from '../shared/run-report.ts';

/** Scenarios in one piece: some 10 ms of work even where each of them has a long log. */
const SCENARIOS_PER_PIECE = 50;
/** Where the scenarios stand in an indented report without any; within a text, line ends are escaped. */
const PLACE = '\n  "scenarios": []';

/**
 * The text that `jsonText` makes of a run's record, in pieces, so that whoever has other things to do can do them in
 * between. Pure.
 */
export function* indentedRunJson(report: RunReport): Generator<string, void> {
  const bare = `${JSON.stringify({ ...report, scenarios: [] }, null, 2)}\n`;
  const openedAt = bare.indexOf(PLACE) + PLACE.length - 1;
  yield bare.slice(0, openedAt);
  for (const { slice, isLast } of slicesOf(report)) {
    // Without its own brackets, and one step further in.
    const inner = JSON.stringify(slice, null, 2).slice(1, -2).replaceAll('\n', '\n  ');
    yield inner + (isLast ? '\n  ' : ',');
  }
  yield bare.slice(openedAt);
}

/** The record as compact JSON in pieces, its scenarios last. Pure. */
export function* compactRunJson({ scenarios, ...header }: RunReport): Generator<string, void> {
  yield `${JSON.stringify(header).slice(0, -1)},"scenarios":[`;
  for (const { slice, isLast } of slicesOf({ scenarios })) {
    yield JSON.stringify(slice).slice(1, -1) + (isLast ? '' : ',');
  }
  yield ']}';
}

function* slicesOf({ scenarios }: Pick<RunReport, 'scenarios'>) {
  for (let start = 0; start < scenarios.length; start += SCENARIOS_PER_PIECE) {
    const end = start + SCENARIOS_PER_PIECE;
    yield { slice: scenarios.slice(start, end), isLast: end >= scenarios.length };
  }
}
