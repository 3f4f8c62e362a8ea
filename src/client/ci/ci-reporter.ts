import { join } from 'node:path';
import { ciRunOf, type CiRun } from '../../report/ci-run.ts';
import { githubAnnotations } from '../../report/github-annotations.ts';
import { githubSummary } from '../../report/github-summary.ts';
import { pathBelow } from '../../report/script-path.ts';
import type { FinishedScenario, RunResult } from '../../shared/run-progress.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import { displayPath } from '../view/display-path.ts';
import { reasonOf } from '../view/finished-line.ts';
import { ciLogs, type OnProgress } from './ci-logs.ts';
import { ciSystemOf } from './ci-system.ts';
import { writeOutputs, writeSummary } from './github-files.ts';

/** What the client knows of a run that it no longer follows. */
export interface CiEnd {
  readonly exitCode: ExitCode;
  /** False: the run goes on. */
  readonly closed: boolean;
  readonly result?: RunResult;
  /** Failed and errored scenarios, in the order in which they finished. */
  readonly failures: readonly FinishedScenario[];
  readonly durationMs: number;
}

export interface CiReporter {
  readonly onProgress: OnProgress;
  /** Never throws: what a CI shows of a run changes nothing about the run. */
  readonly ended: (end: CiEnd) => Promise<void>;
}

/** Tells a CI system of one run; undefined outside of CI. */
export function ciReporter(
  invocation: Invocation,
  run: { readonly runName: string; readonly runId: string },
): CiReporter | undefined {
  const { env, stderr } = invocation;
  const system = ciSystemOf(env);
  if (system === undefined) return undefined;
  // Written past `say`, whose wall against such lines these very lines must pass.
  const write = (text: string) => void stderr.write(text);
  const onProgress = ciLogs(system, run.runId, write);
  if (system !== 'github') return { onProgress, ended: () => Promise.resolve() };
  // At once: a step that runs after this one was killed can still cancel the run.
  sayProblems(invocation, [writeOutputs(env, { 'run-name': run.runName, status: 'running' })]);
  return { onProgress, ended: async (end) => await tellGithub(invocation, run, end) };
}

async function tellGithub(
  invocation: Invocation,
  run: { readonly runId: string; readonly runName: string },
  end: CiEnd,
) {
  const { env, stderr } = invocation;
  const dir = end.result?.resultsDir;
  const report = end.closed && dir !== undefined ? await reportIn(dir, run.runId) : undefined;
  const ciRun = report === undefined ? ciRunFrom(run.runName, end) : ciRunOf(report);
  const scenariosDir = report?.settings.scenariosDir;
  const root = rootOf(invocation);
  const fileOf = (path: string) =>
    scenariosDir === undefined ? undefined : pathBelow(root, `${scenariosDir}/${path}`);
  for (const line of end.closed ? githubAnnotations(ciRun, fileOf) : []) stderr.write(`${line}\n`);
  const totals = end.result?.totals;
  const problems = [
    writeOutputs(env, {
      status: statusWord(end),
      failed: totals === undefined ? '' : String(totals.failed + totals.errored),
      report: dir === undefined ? '' : displayPath(join(dir, 'report.html'), root),
    }),
    ...(end.closed ? [writeSummary(env, githubSummary(ciRun))] : []),
  ];
  sayProblems(invocation, problems);
}

/** Outputs and summary of a merged report, in the job that merges; annotations are those of the runs. */
export function tellGithubOfMerged(invocation: Invocation, report: RunReport): void {
  if (ciSystemOf(invocation.env) !== 'github') return;
  const { failed, errored } = report.totals;
  const status = failed > 0 ? 'failed' : errored > 0 ? 'errored' : report.cancelled ? 'cancelled' : 'passed';
  sayProblems(invocation, [
    writeOutputs(invocation.env, {
      status,
      failed: String(failed + errored),
      report: displayPath(join(report.settings.resultsDir, 'report.html'), rootOf(invocation)),
    }),
    writeSummary(invocation.env, githubSummary(ciRunOf(report))),
  ]);
}

/** Where other steps begin, and what the paths of annotations are relative to. */
function rootOf({ env, cwd }: Invocation): string {
  return env['GITHUB_WORKSPACE'] ?? cwd;
}

/** Undefined: it lies on another machine, or the run never came so far. */
async function reportIn(dir: string, runId: string): Promise<RunReport | undefined> {
  const { readRunReport } = await import('../../results/index.ts');
  const report = await readRunReport(dir).catch(() => undefined);
  return report?.runId === runId ? report : undefined;
}

/** As much as the client has seen. */
function ciRunFrom(runName: string, { result, failures, durationMs, exitCode }: CiEnd): CiRun {
  const none = { total: 0, passed: 0, failed: 0, errored: 0, skipped: 0, cancelled: 0, flaky: 0 };
  const ordered = [
    ...failures.filter(({ status }) => status === 'failed'),
    ...failures.filter(({ status }) => status !== 'failed'),
  ];
  return {
    runName,
    totals: result?.totals ?? none,
    durationMs,
    cancelled: exitCode === ExitCode.Cancelled,
    failures: ordered.map((scenario) => ({ ...scenario, reason: reasonOf(scenario) })),
    flaky: [],
    stuckCount: result?.stuck.length ?? 0,
  };
}

/** The step's output `status`: `passed`, `failed`, `errored`, `cancelled`, or `running` when the run goes on. */
function statusWord({ exitCode, closed }: CiEnd): string {
  if (exitCode === ExitCode.Passed) return 'passed';
  if (exitCode === ExitCode.Failed) return 'failed';
  const cancelled: readonly ExitCode[] = [ExitCode.Cancelled, ExitCode.Interrupted, ExitCode.Terminated];
  if (cancelled.includes(exitCode)) return 'cancelled';
  return closed ? 'errored' : 'running';
}

function sayProblems(invocation: Invocation, problems: readonly (string | undefined)[]): void {
  say(
    invocation,
    problems.filter((problem) => problem !== undefined).map((problem) => `! ${problem}`),
  );
}
