import { LIST_QUERY_TIMEOUT_MS, LIST_RUNS_COUNT } from '../../shared/limits.ts';
import { temporalCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { ListedRun } from '../formats/run-document.ts';
import type { Column } from '../formats/print-records.ts';
import type { Invocation } from '../invocation.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun, RunFilter } from '../temporal/find-run.ts';
import { durationText } from '../view/duration.ts';

const COUNT_MAX = 1_000;

export function listCommand(invocation: Invocation) {
  return temporalCommand('list')
    .summary('list runs')
    .description('Lists runs, newest first.')
    .option('--open', 'only runs that are open')
    .option('--state <LIST>', 'only these: running, paused, passed, failed, errored, incomplete, cancelled, …')
    .option('--since <DURATION>', 'only runs that began no longer ago, with its unit')
    .option('--limit <N>', `how many are looked at (default ${LIST_RUNS_COUNT})`)
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  muster list --since 24h --state failed,errored')
    .action(async (flags) => {
      const { listRuns } = await import('../temporal/find-run.ts');
      const { withTemporal } = await import('../temporal/reach-temporal.ts');
      const { durationMs, given, wholeNumber } = await import('../options/settings.ts');
      const { readAll } = await import('../reading/at-once.ts');
      const { wordsOf } = await import('../reading/status-filter.ts');
      const { RUN_STATES } = await import('../reading/run-state.ts');
      const { printListing } = await import('../formats/print-records.ts');
      const countMax = wholeNumber(given(flags.limit, '--limit', {}), LIST_RUNS_COUNT, 1, COUNT_MAX);
      const sinceMs = durationMs(given(flags.since, '--since', {}), 0);
      const states = flags.state === undefined ? undefined : wordsOf(flags.state, '--state', RUN_STATES);
      const filter = await filterOf(flags.open === true, states, sinceMs);
      const runs = await withTemporal(invocation, flags, async (temporal) => {
        const found = await listRuns(temporal, filter, countMax);
        return await readAll(found, (run) => listed(temporal, run));
      });
      const records = runs.filter(({ state }) => states === undefined || states.has(state));
      await printListing(invocation, flags.output, { key: 'runs', records, name: ({ runName }) => runName, columns });
    });
}

const columns: readonly Column<ListedRun>[] = [
  { title: 'RUN', cell: ({ runName }) => runName },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'STARTED', cell: ({ startedAtMs }) => new Date(startedAtMs).toISOString().replace(/\.\d+Z$/, 'Z') },
  {
    title: 'TOOK',
    cell: ({ startedAtMs, closedAtMs }) => durationText((closedAtMs ?? Date.now()) - startedAtMs),
  },
  { title: 'SCENARIOS', cell: countsText },
  { title: 'DIRECTORY', cell: ({ scenariosDir }) => scenariosDir ?? '' },
  { title: 'RESULTS', wide: true, cell: ({ resultsDir }) => resultsDir ?? '' },
  { title: 'QUEUE', wide: true, cell: ({ taskQueue }) => taskQueue },
];

/** `23 (3 failed)`, `12 of 23`. */
function countsText({ totals, plannedCount, closedAtMs }: ListedRun): string {
  if (totals === undefined) return '';
  const bad = (['failed', 'errored', 'cancelled'] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status}`);
  const count = closedAtMs === undefined ? `${totals.total} of ${plannedCount ?? '?'}` : String(totals.total);
  return bad.length === 0 ? count : `${count} (${bad.join(', ')})`;
}

async function filterOf(isOpen: boolean, states: ReadonlySet<string> | undefined, sinceMs: number): Promise<RunFilter> {
  const { RUN_STATES, statusOf } = await import('../reading/run-state.ts');
  const wanted = RUN_STATES.filter((state) => states?.has(state) === true).map(statusOf);
  const statuses = isOpen ? ['Running'] : states === undefined ? undefined : [...new Set(wanted)];
  return {
    ...(statuses === undefined ? {} : { statuses }),
    ...(sinceMs === 0 ? {} : { startedAfterMs: Date.now() - sinceMs }),
  };
}

/** One question each: to the history of a closed run, to the worker of an open one. */
async function listed(temporal: Temporal, run: FoundRun): Promise<ListedRun> {
  const { runReader } = await import('../follow/run-reader.ts');
  const { resultOf } = await import('../follow/run-closing.ts');
  const { readProgress } = await import('../reading/read-progress.ts');
  const { runStateOf } = await import('../reading/run-state.ts');
  const isOpen = run.status === 'RUNNING';
  const closing = isOpen
    ? undefined
    : await runReader(temporal, run.workflowId, run.runId)
        .closing()
        .catch(() => undefined);
  const progress = isOpen ? await readProgress(temporal, run, { timeoutMs: LIST_QUERY_TIMEOUT_MS }) : undefined;
  const result = closing === undefined ? undefined : resultOf(closing);
  const totals = result?.totals ?? progress?.totals;
  const resultsDir = result?.resultsDir ?? run.memo?.resultsDir;
  const { runName, workflowId, runId, taskQueue, startedAtMs, closedAtMs, memo } = run;
  return {
    runName,
    state: runStateOf(run.status, closing, progress),
    workflowId,
    runId,
    taskQueue,
    startedAtMs,
    ...(closedAtMs === undefined ? {} : { closedAtMs }),
    ...(memo === undefined ? {} : { scenariosDir: memo.scenariosDir }),
    ...(resultsDir === undefined ? {} : { resultsDir }),
    ...(totals === undefined ? {} : { totals }),
    ...(progress === undefined ? {} : { plannedCount: progress.plannedCount }),
  };
}
