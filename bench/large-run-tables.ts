import type { LargeRunLine, Sample } from './large-run.ts';
import { ROLES } from './measure/roles.ts';
import { tableOf } from './tables.ts';

const NOTHING = 'Nothing was measured for this yet.';
/** Moments in the table, of the many that were looked at. */
const MOMENTS = 10;

/** Of the newest large run: the tables of docs/explanation/performance.md by the names of their markers. */
export function largeRunTables(lines: readonly LargeRunLine[]): Record<string, string> {
  const newest = lines.toSorted((a, b) => a.count - b.count || a.date.localeCompare(b.date)).at(-1);
  if (newest === undefined) return { 'large-run': NOTHING, 'large-run-events': NOTHING, 'large-run-time': NOTHING };
  return { 'large-run': summary(newest), 'large-run-events': events(newest), 'large-run-time': overTime(newest) };
}

function summary(line: LargeRunLine): string {
  const { count, parallel, exitMs, goneMs, usage, peakNamespaces, namespacesLeft, outcomes } = line;
  const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;
  const shares = Object.entries(usage.serverCpuSeconds)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, cpu]) => `${name} ${((cpu * 1_000) / exitMs).toFixed(2)}`);
  return tableOf([
    [`${count} no-ops at \`-j ${parallel}\``, line.stopped ? 'stopped at its time limit' : ''],
    ['date, machine', `${line.date}, ${line.machine.processors} × ${line.machine.processor}`],
    ['to exit, to all namespaces gone', `${minutes(exitMs)}, ${minutes(goneMs)}`],
    ['scenarios per second', (count / (goneMs / 1_000)).toFixed(2)],
    [
      'exit code; outcomes',
      `${line.exitCode}; ${Object.entries(outcomes)
        .map(([word, n]) => `${word} ${n}`)
        .join(', ')}`,
    ],
    ['namespaces at most; left', `${peakNamespaces}; ${namespacesLeft}`],
    ['processors in use on average', shares.join(', ')],
    ['the scripts and the command line', `${usage.cpuSeconds.scripts ?? 0} s and ${usage.cpuSeconds.runner ?? 0} s`],
    ['results directory', `${line.resultsMib.toFixed(1)} MiB`],
    ["Temporal's database", `${line.databaseMib.toFixed(0)} MiB`],
  ]);
}

function events({ events: byType, count }: LargeRunLine): string {
  const rows = Object.entries(byType).map(([type, { workflows, median, max, sum }]) => [
    `\`${type}\``,
    ...[workflows, median, max].map(String),
    (sum / count).toFixed(1),
  ]);
  return tableOf([['workflow', 'how many', 'events, median', 'events, most', 'events a scenario'], ...rows]);
}

function overTime({ samples }: LargeRunLine): string {
  const step = Math.max(1, Math.floor(samples.length / MOMENTS));
  const shown = samples.filter((_, index) => index % step === step - 1);
  const roles = ROLES.filter((role) => samples.some(({ rssMib }) => rssMib[role] !== undefined));
  const rateUntil = (sample: Sample, index: number) => {
    const before = shown[index - 1];
    const gone = sample.namespacesGone - (before?.namespacesGone ?? 0);
    return ((gone * 1_000) / (sample.atMs - (before?.atMs ?? 0))).toFixed(1);
  };
  const rows = shown.map((sample, index) => [
    `${(sample.atMs / 60_000).toFixed(1)} min`,
    String(sample.namespacesGone),
    rateUntil(sample, index),
    ...roles.map((role) => `${(sample.rssMib[role] ?? 0).toFixed(0)} MiB`),
  ]);
  return tableOf([['after', 'namespaces gone', 'per second since', ...roles], ...rows]);
}
