import { LOG_TAIL_LINES_MAX, RETRIES_MAX } from '../../shared/limits.ts';
import { ExitCode } from '../exit-codes.ts';
import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, say } from '../invocation.ts';
import type { Chosen, LogWishes } from '../reading/chosen-logs.ts';
import type { ReadRun } from '../reading/read-run.ts';
import type { Reading } from '../reading/with-read-run.ts';
import { oneLine } from '../view/fit.ts';

/** Attempts of one scenario: retries of both kinds, and the first. */
const ATTEMPTS_MAX = 2 * RETRIES_MAX + 1;

export function logsCommand(invocation: Invocation) {
  return temporalCommand('logs')
    .summary('print the logs of scenarios')
    .description(
      'Prints what scripts have written, from the results directory on this machine: of one scenario, of those that\n' +
        'failed, or of all. RUN may be left out when one run is open.',
    )
    .argument('[RUN]', 'name of the run (default: the only open one, else the newest)')
    .argument('[SCENARIO]', 'its path, or a name that no other has (default: all)')
    .option('-f, --follow', 'go on with what is written, until the scenario has its outcome')
    .option('--failed', 'only of scenarios that failed or errored')
    .option('--attempt <N>', 'of this attempt (default: the last)')
    .option('--tail <N>', 'only the last N lines of each')
    .option('--prefix', 'the scenario before each line (default with several)')
    .option('-r, --results-dir <DIR>', 'logs of a run that has ended into this directory, without Temporal')
    .addHelpText('after', '\nExamples:\n  muster logs nightly smoke --tail 50\n  muster logs -f --prefix')
    .action(async (first, second, flags) => {
      const { given, wholeNumber } = await import('../options/settings.ts');
      const { withReadRun } = await import('../reading/with-read-run.ts');
      const { chosenLogs } = await import('../reading/chosen-logs.ts');
      const tail = numberOf(flags.tail, '--tail', 0, LOG_TAIL_LINES_MAX);
      const attempt = numberOf(flags.attempt, '--attempt', 1, ATTEMPTS_MAX);
      function numberOf(text: string | undefined, flag: string, min: number, max: number): number | undefined {
        return text === undefined ? undefined : wholeNumber(given(text, flag, {}), min, min, max);
      }
      const wishes: LogWishes = { attempt, tail, failed: flags.failed === true, follow: flags.follow === true };
      await withReadRun(invocation, flags, first, second, async (reading) => {
        const chosen = chosenLogs(reading.read, reading.scenario, wishes);
        say(
          invocation,
          reading.read.notices.map((notice) => `! ${notice}`),
        );
        const hasPrefix = flags.prefix === true || (reading.scenario === undefined && chosen.length !== 1);
        const print = printer(invocation, hasPrefix);
        if (wishes.follow) await follow(invocation, reading, wishes, print);
        else await printAll(invocation, chosen, reading.read, wishes, print);
      });
    });
}

type Print = (path: string, lines: readonly string[]) => void;

function printer(invocation: Invocation, hasPrefix: boolean): Print {
  return (path, lines) => {
    printData(invocation, hasPrefix ? lines.map((line) => `${oneLine(path)} │ ${line}`) : lines);
  };
}

async function printAll(
  invocation: Invocation,
  chosen: readonly Chosen[],
  read: ReadRun,
  { tail }: LogWishes,
  print: Print,
): Promise<void> {
  const { logLines } = await import('../reading/log-reader.ts');
  for (const { path, log, why } of chosen) {
    if (log !== undefined) await bringLog(read, path);
    const lines = log === undefined ? undefined : await logLines(log, tail);
    if (lines !== undefined) print(path, lines);
    else if (chosen.length === 1) say(invocation, [`! ${oneLine(path)}: ${why ?? 'there is no log of it'}`]);
    if (lines === undefined && chosen.length === 1) invocation.exitCode = ExitCode.Usage;
  }
}

/** What is there, and what comes: of one scenario, or of all that run now or later. */
async function follow(
  invocation: Invocation,
  { read, scenario, temporal }: Reading,
  wishes: LogWishes,
  print: Print,
): Promise<void> {
  const { followLogs } = await import('../reading/follow-logs.ts');
  const { onlookerSignals } = await import('../reading/signals.ts');
  const { newMemory } = await import('../reading/read-progress.ts');
  const { readRun } = await import('../reading/read-run.ts');
  const { withStore } = await import('../from-store/read-from-store.ts');
  const { findRun } = await import('../temporal/find-run.ts');
  const { chosenLogs } = await import('../reading/chosen-logs.ts');
  const { pathIn } = await import('../reading/named-run.ts');
  const signals = onlookerSignals(process, invocation.stdout);
  const path = scenario === undefined ? undefined : pathIn(read, scenario);
  if (read.scenarios.find((record) => record.path === path)?.status === 'waiting') {
    say(invocation, [`${oneLine(path ?? '')} waits for its slot`]);
  }
  const wasOver = new Set(read.scenarios.filter(isOver).map((record) => record.path));
  let latest = read;
  const memory = newMemory();
  const brought = new Set<string>();
  try {
    await followLogs({
      print,
      signal: signals.signal,
      targets: async () => {
        if (temporal !== undefined && read.found !== undefined && !isClosed(latest)) {
          const found = await findRun(temporal, read.runName);
          // A later run has taken the name: this one has closed.
          if (found.runId !== read.runId) latest = { ...latest, closedAtMs: Date.now() };
          else latest = await withStore(invocation, temporal, await readRun(temporal, found, memory));
        }
        const wanted = chosenLogs(latest, path, wishes).filter(
          (each) => each.log !== undefined && (path !== undefined || !wasOver.has(each.path)),
        );
        const over = new Set(latest.scenarios.filter(isOver).map((record) => record.path));
        // One that is over when it is brought is brought for the last time.
        const growing = wanted.filter((each) => !brought.has(each.path));
        await Promise.all(growing.map((each) => bringLog({ ...read, ...latest }, each.path).catch(() => undefined)));
        for (const each of growing) if (over.has(each.path)) brought.add(each.path);
        const isEnd = path === undefined ? isClosed(latest) : over.has(path) || isClosed(latest);
        const logs = wanted.map(({ path, log }) => ({ path, log: log ?? '', isEnded: over.has(path) || isEnd }));
        return { logs, isOver: isEnd };
      },
    });
  } finally {
    signals.close();
  }
  invocation.exitCode = signals.exitCode ?? ExitCode.Passed;
}

async function bringLog(
  { bringLog, resultNameOf }: Pick<ReadRun, 'bringLog' | 'resultNameOf'>,
  path: string,
): Promise<void> {
  const resultName = resultNameOf(path);
  if (resultName !== undefined) await bringLog?.(resultName);
}

function isOver({ status }: { readonly status: string }): boolean {
  return status !== 'running' && status !== 'waiting';
}

function isClosed({ closedAtMs }: { readonly closedAtMs?: number }): boolean {
  return closedAtMs !== undefined;
}
