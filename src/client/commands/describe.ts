import type { ScenarioReport } from '../../shared/run-report.ts';
import { rerunCommandOf } from '../../shared/rerun-command.ts';
import { temporalCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Sheet } from '../formats/print-records.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { ReadRun } from '../reading/read-run.ts';
import type { Reading } from '../reading/with-read-run.ts';

export function describeCommand(invocation: Invocation) {
  return temporalCommand('describe')
    .summary('tell all about a run or a scenario')
    .description(
      'Tells all that is known of a run, or of one of its scenarios: attempts with their phases, reason, what the\n' +
        'namespace held, earlier outcomes, where the log lies, how to run it again.',
    )
    .argument('[RUN]', 'name of the run, or RUN/SCENARIO (default: the only open one, else the newest)')
    .argument('[SCENARIO]', 'its path, or a name that no other has')
    .option('-r, --results-dir <DIR>', 'read the report in this directory, without Temporal')
    .addOption(formatOption())
    .addHelpText('after', '\nExamples:\n  muster describe nightly\n  muster describe nightly net/policy.sh')
    .action(async (first, second, flags) => {
      const { withReadRun } = await import('../reading/with-read-run.ts');
      const { printSheet } = await import('../formats/print-records.ts');
      await withReadRun(invocation, flags, first, second, async (reading) => {
        say(
          invocation,
          reading.read.notices.map((notice) => `! ${notice}`),
        );
        const sheet = reading.scenario === undefined ? runSheet : scenarioSheet;
        await printSheet(invocation, flags.output, await sheet(invocation, reading));
      });
    });
}

async function runSheet(invocation: Invocation, { read, temporal }: Reading): Promise<Sheet> {
  const { kubectlToShow } = await import('../keeping/kubectl-command.ts');
  const { webUiLink } = await import('../temporal/temporal-target.ts');
  const { displayPath } = await import('../view/display-path.ts');
  const { runRecordOf } = await import('../reading/run-records.ts');
  const webUi = temporal === undefined ? undefined : webUiLink(temporal.target, read.workflowId, read.runId);
  const { report, progress, plan } = read;
  const { stuck, kept, notKept } = report ?? progress ?? {};
  return {
    name: read.runName,
    document: {
      kind: 'run',
      ...runRecordOf(read),
      webUi,
      cluster: report?.cluster ?? plan?.cluster,
      settings: report?.settings ?? withoutEnvironment(plan?.settings),
      limits: report?.limits,
      stuck: stuck ?? [],
      kept,
      notKept,
      omitted: report?.omitted,
      scenarios: read.scenarios,
    },
    lines: async () => {
      const { runLines } = await import('../view/describe-run-lines.ts');
      const { paintFor } = await import('../view/paint.ts');
      const resultsDir = read.resultsDir === undefined ? undefined : displayPath(read.resultsDir, invocation.cwd);
      const kubectl = await kubectlToShow(invocation, read.found?.memo?.cluster, stuck, kept);
      const look = { nowMs: Date.now(), kubectl, webUi: webUi ?? report?.settings.webUiUrl, resultsDir };
      return runLines(read, look, paintFor(invocation.stdout, invocation.env));
    },
  };
}

function withoutEnvironment(settings: { readonly environmentFile?: string } | undefined): object | undefined {
  if (settings === undefined) return undefined;
  const { environmentFile: _environmentFile, ...others } = settings;
  return others;
}

async function scenarioSheet(invocation: Invocation, { read, scenario = '', temporal }: Reading): Promise<Sheet> {
  const { pathIn } = await import('../reading/named-run.ts');
  const { kubectlToShow } = await import('../keeping/kubectl-command.ts');
  const { webUiLink } = await import('../temporal/temporal-target.ts');
  const { displayPath } = await import('../view/display-path.ts');
  const path = pathIn(read, scenario);
  const record = read.scenarios.find((each) => each.path === path);
  const report =
    read.report?.scenarios.find((each) => each.path === path) ?? (await readEnded({ read, temporal }, path));
  const webUi =
    temporal === undefined || report === undefined ? undefined : webUiLink(temporal.target, report.workflowId);
  const resultName = read.resultNameOf(path);
  const reproduce = reproduceCommand(read, path, (dir) => displayPath(dir, invocation.cwd));
  return {
    name: path,
    document: { kind: 'scenario', runName: read.runName, record, report, webUi, reproduce },
    lines: async () => {
      const { scenarioLines } = await import('../view/describe-lines.ts');
      const { paintFor } = await import('../view/paint.ts');
      const here = (log: string | undefined) => (log === undefined ? undefined : displayPath(log, invocation.cwd));
      if (report === undefined) {
        return await openLines(record?.status ?? 'waiting', path, record?.durationMs ?? 0, here(record?.log));
      }
      const kept = report.keptUntilMs === undefined ? [] : [report];
      const look = {
        kubectl: await kubectlToShow(invocation, read.found?.memo?.cluster, kept),
        log: here(record?.log),
        attemptLog: (attempt: number) =>
          here(resultName === undefined ? undefined : read.place?.attemptLog(resultName, attempt)),
        webUi,
        reproduce,
        nowMs: Date.now(),
      };
      return scenarioLines(report, look, paintFor(invocation.stdout, invocation.env));
    },
  };
}

/** Of an open run: its worker tells only the end of a scenario, its own execution tells the attempts. */
async function readEnded(
  { read, temporal }: { readonly read: ReadRun; readonly temporal: Reading['temporal'] },
  path: string,
): Promise<ScenarioReport | undefined> {
  if (temporal === undefined) return undefined;
  const { readScenario } = await import('../reading/read-scenario.ts');
  const planned = read.planned?.find((each) => each.path === path) ?? {
    path,
    resultName: read.resultNameOf(path) ?? path,
  };
  const found = await readScenario(temporal, read, planned);
  return found.kind === 'ended' ? found.report : undefined;
}

async function openLines(status: string, path: string, durationMs: number, log: string | undefined): Promise<string[]> {
  const { elapsedText } = await import('../view/duration.ts');
  const { oneLine } = await import('../view/fit.ts');
  const since = durationMs > 0 ? ` for ${elapsedText(durationMs)}` : '';
  return [`${oneLine(path)} is ${status}${since}`, ...(log === undefined ? [] : [`  log ${log}`])];
}

/** Undefined for a run of which nobody knows what it was asked for. */
function reproduceCommand({ report, plan }: ReadRun, path: string, display: (dir: string) => string) {
  const known = report ?? plan;
  if (known === undefined) return undefined;
  return rerunCommandOf(path, display(known.settings.scenariosDir), known.cluster.context);
}
