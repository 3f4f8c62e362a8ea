import type { FinishedScenario, RunProgress, RunResult } from '../../shared/run-progress.ts';
import type { ReceivedResults } from '../from-store/received-results.ts';
import type { CiReporter } from '../ci/ci-reporter.ts';
import { ciReporter } from '../ci/ci-reporter.ts';
import { displayPath } from '../view/display-path.ts';
import type { Temporal } from '../temporal/connection.ts';
import { ExitCode } from '../exit-codes.ts';
import type { FollowEvent } from './follow-run.ts';
import { followRun } from './follow-run.ts';
import type { AttendMode } from './interrupt-state.ts';
import type { SignalSource } from './interrupts.ts';
import { listenForInterrupts } from './interrupts.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive, say } from '../invocation.ts';
import { Leaving } from './leaving.ts';
import { renewLease } from './lease-renewal.ts';
import { LiveKeys } from './live-keys.ts';
import { obeyInterrupt } from './obey-interrupt.ts';
import type { OnInterrupt } from '../options/on-interrupt.ts';
import { workerAdvice } from '../temporal/pollers.ts';
import type { RunClosing } from './run-closing.ts';
import { resultOf, verdictOf } from './run-closing.ts';
import type { RunReader } from './run-reader.ts';
import { runReader } from './run-reader.ts';
import { kubectlToShow } from '../keeping/kubectl-command.ts';
import type { RunCluster } from '../start/run-memo.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Trouble } from '../temporal/temporal-trouble.ts';
import type { KeptLook } from '../view/kept-lines.ts';
import { paintFor } from '../view/paint.ts';
import { RunScreen } from '../view/run-screen.ts';
import { summaryLines } from '../view/summary.ts';
import { openView } from '../view/terminal-view.ts';

export interface Attendance {
  readonly invocation: Invocation;
  readonly temporal: Temporal;
  readonly run: RunIdentity & { readonly closedAtMs?: number };
  readonly mode: AttendMode;
  readonly canDetach: boolean;
  /** Absent: as the mode has it. */
  readonly onInterrupt?: OnInterrupt | undefined;
  /** The run's lease, which this client renews; absent: it has none of ours. */
  readonly leaseMs?: number | undefined;
  readonly revive?: (() => Promise<RunReader>) | undefined;
  readonly signals: SignalSource;
  /** Where the run works, when that is known. */
  readonly cluster?: RunCluster | undefined;
  /** The local servers end with this command. */
  readonly isAttached?: boolean;
  /** Gets every scenario once, as it is seen to have finished. */
  readonly onFinished?: (scenarios: readonly FinishedScenario[]) => void;
  /** Brings results here that its workers put into an artifact store; absent: they write them where they are wanted. */
  readonly received?: Pick<ReceivedResults, 'note' | 'bringLogs' | 'end' | 'leave'> | undefined;
}

export interface Attended {
  readonly exitCode: ExitCode;
  /** False: the run goes on without this client. */
  readonly closed: boolean;
  /** The cancellation that this client asked for was accepted. */
  readonly isCancelAccepted: boolean;
  readonly result?: RunResult;
  /** Failed and errored scenarios, in the order in which they finished. */
  readonly failures: readonly FinishedScenario[];
}

/** Follows a run to its end, shows it, and does what signals and keys ask for. */
export async function attendRun(attendance: Attendance): Promise<Attended> {
  const { invocation, temporal, run } = attendance;
  const paint = paintFor(invocation.stderr, invocation.env);
  const view = openView(invocation);
  const ci = ciReporter(invocation, run);
  const { canDetach } = attendance;
  const keys = isInteractive(invocation) ? { canDetach } : undefined;
  const screen = new RunScreen({ view, paint, startedAtMs: run.startedAtMs, keys });
  const liveKeys = new LiveKeys({ invocation, temporal, run, screen, canDetach, signalText: signalText(attendance) });
  const leaving = new Leaving();
  const lease = attendance.leaseMs === undefined ? undefined : renewLease(temporal, run, attendance.leaseMs);
  const interrupts = listenForInterrupts(
    invocation,
    attendance.signals,
    { mode: attendance.mode, canDetach, onInterrupt: attendance.onInterrupt, phase: 'following' },
    (effect, state) =>
      obeyInterrupt(effect, state.signalCode ?? ExitCode.Interrupted, { ...attendance, screen, leaving }),
    liveKeys,
  );
  const events = followRun({
    reader: runReader(temporal, run.workflowId, run.runId),
    signal: leaving.signal,
    ...(attendance.revive === undefined ? {} : { revive: attendance.revive }),
  });
  let closing: RunClosing | undefined;
  try {
    // Leaving does not wait for an answer that is on its way.
    closing = await Promise.race([show(events, screen, attendance, ci), leaving.happened]);
  } finally {
    interrupts.close();
    leaving.close();
    lease?.close();
    liveKeys.close();
    screen.close();
    view.close();
  }
  const { progress, failures } = screen;
  const { isCancelAccepted } = leaving;
  const elapsedMs = (run.closedAtMs ?? Date.now()) - run.startedAtMs;
  if (closing === undefined) {
    const exitCode = leaving.exitCode ?? ExitCode.StillRunning;
    const isDetached = exitCode === ExitCode.Detached && !leaving.keepsLease;
    if (lease !== undefined && isDetached && !(await lease.drop())) say(invocation, [leaseStays(run)]);
    await attendance.received?.leave();
    return await told(ci, { exitCode, closed: false, isCancelAccepted, failures }, elapsedMs);
  }
  const resultsDir = displayPath(resultOf(closing)?.resultsDir ?? progress?.resultsDir ?? '', invocation.cwd);
  const result = resultOf(closing) ?? progress?.result;
  const look = await lookOf(attendance, result ?? progress);
  const state = { runName: run.runName, closing, failures, elapsedMs, resultsDir, look };
  const summary = summaryLines(progress === undefined ? state : { ...state, progress }, paint);
  // The blank line that sets it off is there already when nothing was told since the head of the run.
  for (const line of screen.hasLines ? ['', ...summary] : summary) view.line(line);
  say(invocation, (await attendance.received?.end()) ?? []);
  const exitCode = verdictOf(closing, progress, interrupts.state.signalCode);
  const attended = { exitCode, closed: true, isCancelAccepted, failures, ...(result === undefined ? {} : { result }) };
  return await told(ci, attended, elapsedMs);
}

async function told(ci: CiReporter | undefined, attended: Attended, durationMs: number): Promise<Attended> {
  await ci?.ended({ ...attended, durationMs });
  return attended;
}

function leaseStays({ runName }: RunIdentity): string {
  return `! the lease of run ${runName} could not be ended: the run will cancel itself`;
}

function signalText({ mode, canDetach, onInterrupt }: Attendance): string {
  if (mode === 'viewer') return 'leave; the run goes on';
  if (onInterrupt === 'cancel') return 'cancel the run and wait for its clean-up; again: leave';
  return onInterrupt === 'detach' && canDetach
    ? 'leave; the run goes on'
    : 'asks first; again: cancel the run and clean up';
}

async function lookOf(
  { invocation, cluster, isAttached = false }: Attendance,
  shown: Pick<RunProgress, 'stuck' | 'kept'> | undefined,
): Promise<KeptLook> {
  const kubectl = await kubectlToShow(invocation, cluster, shown?.stuck, shown?.kept);
  const look = { nowMs: Date.now(), kubectl };
  if (!isAttached) return look;
  return { ...look, endsWithCommand: cluster?.kind === 'embedded' ? 'embedded-cluster' : 'janitor' };
}

/** Undefined: the run could not be read for so long that the follower gave up. */
async function show(
  events: AsyncGenerator<FollowEvent, void>,
  screen: RunScreen,
  attendance: Attendance,
  ci: CiReporter | undefined,
): Promise<RunClosing | undefined> {
  for await (const event of events) {
    switch (event.kind) {
      case 'progress':
        screen.update(event.progress);
        attendance.onFinished?.(event.progress.finished);
        // A CI system's log shows the end of what has failed.
        if (ci !== undefined) await attendance.received?.bringLogs(event.progress.finished.filter(hasFailed));
        attendance.received?.note(event.progress.finished);
        await ci?.onProgress(event.progress);
        break;
      case 'trouble':
        for (const line of troubleLines(event.trouble, attendance)) screen.line(line);
        break;
      case 'recovered':
        screen.line(event.from === 'unreachable' ? 'Temporal answers again' : 'a worker answers again');
        break;
      case 'gave-up':
        screen.line(`run ${attendance.run.runName} cannot be read any longer; it may still be running`);
        return undefined;
      case 'closed':
        return event.closing;
    }
  }
  return undefined;
}

function hasFailed({ status }: FinishedScenario): boolean {
  return status === 'failed' || status === 'errored';
}

function troubleLines(trouble: Trouble, { run, revive }: Attendance): string[] {
  const what = trouble === 'unreachable' ? 'Temporal does not answer' : `no worker is polling ${run.taskQueue}`;
  if (revive !== undefined) return [`! ${what}; what belongs to this machine is started again, and the run goes on`];
  if (trouble === 'unreachable') return [`! ${what}; trying until it does, because the run is kept there`];
  const [, ...fixes] = workerAdvice(run.taskQueue);
  return [`! ${what}`, ...fixes.map((fix) => `  ${fix}`)];
}
