import { LIST_RUNS_COUNT } from '../../shared/limits.ts';
import type { FoundRun, RunStatus } from '../temporal/find-run.ts';
import { outputOption, temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson } from '../invocation.ts';
import { durationText } from '../view/duration.ts';
import { tableLines } from '../view/table.ts';

const COUNT_MAX = 1_000;

export function listCommand(invocation: Invocation) {
  return temporalCommand('list')
    .summary('list runs')
    .description('Lists runs, newest first.')
    .option('--open', 'only runs that are open')
    .option('--limit <N>', `how many at most (default ${LIST_RUNS_COUNT})`)
    .addOption(outputOption())
    .action(async (flags) => {
      const { listRuns } = await import('../temporal/find-run.ts');
      const { withTemporal } = await import('../temporal/reach-temporal.ts');
      const { given, wholeNumber } = await import('../options/settings.ts');
      const countMax = wholeNumber(given(flags.limit, '--limit', {}), LIST_RUNS_COUNT, 1, COUNT_MAX);
      const only = flags.open === true ? 'open' : 'all';
      const runs = await withTemporal(invocation, flags, (temporal) => listRuns(temporal, only, countMax));
      if (flags.output === 'json') printJson(invocation, runs);
      else printData(invocation, tableLines(['RUN', 'STATUS', 'STARTED', 'TOOK', 'SCENARIOS'], runs.map(rowOf)));
    });
}

/** Temporal's words in ours. */
const words: Readonly<Partial<Record<RunStatus, string>>> = {
  RUNNING: 'running',
  COMPLETED: 'passed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
};

function rowOf(run: FoundRun): string[] {
  const tookMs = (run.closedAtMs ?? Date.now()) - run.startedAtMs;
  return [
    run.runName,
    words[run.status] ?? run.status.toLowerCase(),
    new Date(run.startedAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    durationText(tookMs),
    run.memo?.scenariosDir ?? '',
  ];
}
