import { temporalCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Listing } from '../formats/print-records.ts';
import type { ScenarioRecord, ScenarioState } from '../formats/scenario-document.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { ReadRun } from '../reading/read-run.ts';
import { displayPath } from '../view/display-path.ts';
import { durationText } from '../view/duration.ts';

export function resultsCommand(invocation: Invocation) {
  return temporalCommand('results')
    .summary('list the scenarios of a run with what became of them')
    .description(
      'Lists the scenarios of a run with what became of each, failures first. Of an open run also what runs and waits.',
    )
    .argument('[RUN]', 'name of the run (default: the only open one, else the newest)')
    .option('--status <LIST>', 'only these: passed, failed, errored, skipped, cancelled, flaky, running, waiting')
    .option('-r, --results-dir <DIR>', 'read the report in this directory, without Temporal')
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  muster results nightly --status failed,errored -o name')
    .action(async (name, flags) => {
      const { statusFilter } = await import('../reading/status-filter.ts');
      const { withReadRun } = await import('../reading/with-read-run.ts');
      const { printListing } = await import('../formats/print-records.ts');
      const { runRecordOf } = await import('../reading/run-records.ts');
      const isWanted = statusFilter(flags.status);
      await withReadRun(invocation, flags, name, undefined, async ({ read, scenario }) => {
        const { pathIn } = await import('../reading/named-run.ts');
        const only = scenario === undefined ? undefined : pathIn(read, scenario);
        const records = read.scenarios
          .filter((record) => isWanted(record) && (only === undefined || record.path === only))
          .toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
        await printListing(invocation, flags.output, listingOf(invocation, records, runRecordOf(read)));
        say(invocation, await footLines(read, records.length));
      });
    });
}

const order: readonly ScenarioState[] = ['failed', 'errored', 'running', 'cancelled', 'waiting', 'skipped', 'passed'];

function listingOf(invocation: Invocation, records: readonly ScenarioRecord[], head: object): Listing<ScenarioRecord> {
  return {
    key: 'scenarios',
    head,
    records,
    name: ({ path }) => path,
    columns: [
      { title: 'SCENARIO', cell: ({ path }) => path },
      { title: 'STATUS', cell: ({ status }) => status },
      { title: 'TIME', cell: ({ durationMs }) => (durationMs > 0 ? durationText(durationMs) : '') },
      { title: 'ATTEMPTS', cell: ({ attemptCount = 0, flaky }) => `${attemptCount || ''}${flaky ? ' flaky' : ''}` },
      {
        title: 'STARTED',
        wide: true,
        cell: ({ startedAtMs }) => (startedAtMs === undefined ? '' : new Date(startedAtMs).toISOString()),
      },
      { title: 'LOG', wide: true, cell: ({ log }) => (log === undefined ? '' : displayPath(log, invocation.cwd)) },
      { title: 'WHY', cell: whyOf },
    ],
  };
}

function whyOf({ status, message, reason, exitCode, diagnosis }: ScenarioRecord): string {
  if (status === 'passed') return '';
  const said = message ?? (exitCode === undefined ? (reason ?? '') : `exit code ${exitCode}`);
  return [said, diagnosis].filter((part) => part !== undefined && part !== '').join(' · ');
}

async function footLines(read: ReadRun, shownCount: number): Promise<string[]> {
  const { wordCounts } = await import('../view/counts.ts');
  const { plain } = await import('../view/paint.ts');
  const { totals, state, runName, scenarios, notices } = read;
  const counts = totals === undefined || totals.total === 0 ? [] : [wordCounts(totals, plain)];
  const shown = shownCount === scenarios.length ? [] : [`${shownCount} of ${scenarios.length} shown`];
  return [...notices.map((notice) => `! ${notice}`), [`run ${runName}: ${state}`, ...counts, ...shown].join(' · ')];
}
