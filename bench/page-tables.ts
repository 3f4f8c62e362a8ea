import { CONTENDERS, type ContenderName } from './contenders/contender.ts';
import { ROLES } from './measure/roles.ts';
import { presets, stepsOf } from './plan.ts';
import type { Measurement, Session } from './record.ts';
import { spreadOf } from './statistics.ts';
import { tableOf } from './tables.ts';
import { WORKLOADS } from './workloads/workload.ts';

/** A bound that is shorter than this says nothing: the scripts take no time. */
const BOUND_MS_MIN = 1_000;
const NONE = '–';

/** The tables of docs/explanation/performance.md by the names of their markers. */
export function pageTables(sessions: readonly Session[], all: readonly Measurement[]): Record<string, string> {
  const timed = all.filter(({ audited }) => !audited);
  const cells = cellsOf(timed);
  return {
    machine: sessions.length === 0 ? NOTHING : machineTable(sessions),
    coverage: coverageOf(cells),
    times: tableOrNothing(cells, timed, ({ goneMs }) => goneMs, seconds),
    starts: tableOrNothing(
      cells.filter(({ workload }) => workload === 'no-op'),
      timed.filter(({ firstScriptMs }) => firstScriptMs !== undefined),
      ({ firstScriptMs }) => firstScriptMs ?? 0,
      seconds,
    ),
    bound: tableOrNothing(
      cells,
      timed.filter(({ boundMs }) => boundMs >= BOUND_MS_MIN),
      ({ exitMs, boundMs }) => exitMs / boundMs,
      times,
    ),
    slots: tableOrNothing(
      cells,
      timed.filter(({ boundMs, lastScriptMs }) => boundMs >= BOUND_MS_MIN && lastScriptMs !== undefined),
      ({ lastScriptMs = 0, boundMs }) => lastScriptMs / boundMs,
      times,
    ),
    floor: floorTable(cells, timed),
    peak: tableOrNothing(cells, timed, ({ peakNamespaces }) => peakNamespaces, String),
    cost: costTable(timed),
    truth: truthTable(timed),
    calls: callsTable(all),
  };
}

const NOTHING = 'Nothing was measured for this yet.';

/** What of the full matrix nobody has measured. */
function coverageOf(measured: readonly CellOnly[]): string {
  const done = new Set(measured.map(keyOf));
  const cells = cellsOf(stepsOf(presets.full).map(({ cell }) => cell));
  const missing = cells.filter((cell) => !done.has(keyOf(cell)));
  if (missing.length === cells.length) return NOTHING;
  const listed = WORKLOADS.flatMap((workload) => {
    const of = missing.filter((cell) => cell.workload === workload);
    return of.length === 0
      ? []
      : [`\`${workload}\` ${of.map(({ count, parallel }) => `${count}/${parallel}`).join(', ')}`];
  });
  const rest = listed.length === 0 ? '' : ` Not measured (scenarios/\`-j\`): ${listed.join('; ')}.`;
  return `Of the ${cells.length} cells of the full matrix ${cells.length - missing.length} were measured.${rest}`;
}

type CellOnly = Pick<Measurement, 'workload' | 'count' | 'parallel'>;

function cellsOf(measurements: readonly CellOnly[]): CellOnly[] {
  return [...new Map(measurements.map((each) => [keyOf(each), each])).values()];
}

function keyOf({ workload, count, parallel }: CellOnly): string {
  return `${workload} ${count} ${parallel}`;
}

function inCell(cell: CellOnly, contender: ContenderName, measurements: readonly Measurement[]): Measurement[] {
  return measurements.filter((each) => each.contender === contender && keyOf(each) === keyOf(cell));
}

/** A row per cell, a column per contender: median and, of several, the range. */
function tableOrNothing(
  cells: readonly CellOnly[],
  measurements: readonly Measurement[],
  valueOf: (measurement: Measurement) => number,
  textOf: (value: number) => string,
): string {
  const names = CONTENDERS.filter((name) => measurements.some(({ contender }) => contender === name));
  const rows = cells
    .map((cell) => [cell, names.map((name) => inCell(cell, name, measurements).map(valueOf))] as const)
    .filter(([, columns]) => columns.some((values) => values.length > 0))
    .map(([cell, columns]) => [...labelsOf(cell), ...columns.map((values) => spreadText(values, textOf))]);
  return rows.length === 0 ? NOTHING : tableOf([['workload', 'scenarios', '-j', ...names], ...rows]);
}

function labelsOf({ workload, count, parallel }: CellOnly): string[] {
  return [workload, String(count), String(parallel)];
}

function spreadText(values: readonly number[], textOf: (value: number) => string): string {
  const spread = spreadOf(values);
  if (spread === undefined) return NONE;
  if (spread.count === 1) return `${textOf(spread.median)} (once)`;
  return `${textOf(spread.median)} (${textOf(spread.min)} to ${textOf(spread.max)})`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

/** Against the median of the bare loop in the same cell. */
function floorTable(cells: readonly CellOnly[], measurements: readonly Measurement[]): string {
  const floors = new Map(
    cells.map((cell) => [
      keyOf(cell),
      spreadOf(inCell(cell, 'bare', measurements).map(({ goneMs }) => goneMs))?.median,
    ]),
  );
  const ratio = (each: Measurement) => each.goneMs / (floors.get(keyOf(each)) ?? Number.NaN);
  const compared = measurements.filter((each) => each.contender !== 'bare' && !Number.isNaN(ratio(each)));
  return tableOrNothing(cells, compared, ratio, times);
}

/** Processor seconds and memory of the largest no-op cell that more than one contender ran. */
function costTable(measurements: readonly Measurement[]): string {
  const noOps = measurements.filter(({ workload }) => workload === 'no-op');
  const cells = cellsOf(noOps).toSorted((a, b) => b.count - a.count || a.parallel - b.parallel);
  const cell = cells.find((each) => inCell(each, 'muster', noOps).length * inCell(each, 'kuttl', noOps).length > 0);
  if (cell === undefined) return NOTHING;
  const names = CONTENDERS.filter((name) => inCell(cell, name, noOps).length > 0);
  const row = (label: string, of: (measurement: Measurement) => number | undefined, unit: string, digits: number) => [
    label,
    ...names.map((name) => {
      const values = inCell(cell, name, noOps).flatMap((each) => of(each) ?? []);
      const median = spreadOf(values)?.median;
      return median === undefined ? NONE : `${median.toFixed(digits)} ${unit}`;
    }),
  ];
  const cpu = ROLES.map((role) => row(`processor, ${role}`, ({ usage }) => usage.cpuSeconds[role], 's', 1));
  const memory = ROLES.map((role) => row(`memory, ${role}`, ({ usage }) => usage.peakRssMib[role], 'MiB', 0));
  const caption = `${cell.count} no-ops at \`-j ${cell.parallel}\`, medians:`;
  return `${caption}\n\n${tableOf([['', ...names], ...cpu, ...memory])}`;
}

function truthTable(measurements: readonly Measurement[]): string {
  const judged = measurements.flatMap((each) => (each.truth === undefined ? [] : [{ each, truth: each.truth }]));
  const rows = cellsOf(measurements).flatMap((cell) =>
    CONTENDERS.flatMap((name) => {
      const here = judged.filter(({ each }) => each.contender === name && keyOf(each) === keyOf(cell));
      if (here.length === 0) return [];
      const sum = (of: (line: (typeof here)[number]) => number) =>
        String(here.reduce((total, line) => total + of(line), 0));
      const exits = here.filter(({ truth }) => truth.exitCodeRight).length;
      return [
        [
          ...labelsOf(cell),
          name,
          sum(({ truth }) => truth.right),
          sum(({ truth }) => truth.wrong),
          sum(({ truth }) => truth.missing),
          `${exits} of ${here.length}`,
          sum(({ each }) => each.namespacesLeft),
        ],
      ];
    }),
  );
  if (rows.length === 0) return NOTHING;
  const heading = [
    'workload',
    'scenarios',
    '-j',
    '',
    'right',
    'wrong',
    'missing',
    'exit code right',
    'namespaces left',
  ];
  return tableOf([heading, ...rows]);
}

function callsTable(all: readonly Measurement[]): string {
  const counted = all.filter(({ apiCalls }) => apiCalls !== undefined);
  if (counted.length === 0) return NOTHING;
  const rows = counted.map(
    ({ workload, count, contender, apiCalls = { contender: 0, controlPlane: 0, byVerb: {} } }) => [
      workload,
      String(count),
      contender,
      (apiCalls.contender / count).toFixed(1),
      Object.entries(apiCalls.byVerb)
        .toSorted(([, one], [, other]) => other - one)
        .slice(0, 4)
        .map(([what, calls]) => `${what} ${(calls / count).toFixed(1)}`)
        .join(', '),
      (apiCalls.controlPlane / count).toFixed(0),
    ],
  );
  const heading = ['workload', 'scenarios', '', 'calls a scenario', 'above all', 'of the control plane itself'];
  return tableOf([heading, ...rows]);
}

function machineTable(sessions: readonly Session[]): string {
  const rows = sessions.map(({ date, preset, machine }) => [
    date,
    preset,
    `${machine.processors} × ${machine.processor}, ${machine.memoryGib} GiB, ${machine.platform}`,
    Object.entries(machine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ]);
  const unique = [...new Map(rows.map((row) => [row.join('\n'), row])).values()];
  return tableOf([['date', 'preset', 'machine', 'versions'], ...unique]);
}
