import { randomBytes } from 'node:crypto';
import { columnsOf } from '../view/columns.ts';
import { runWorkflowIdOf } from '../../shared/names.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import { attendRun } from '../follow/attend-run.ts';
import { writeEnvironmentFile, removeEnvironmentFile } from './environment-file.ts';
import { usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { TemporalFlags } from '../flags.ts';
import type { HeldSignals } from '../follow/held-signals.ts';
import { holdSignals } from '../follow/held-signals.ts';
import type { SignalSource } from '../follow/interrupts.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive, say } from '../invocation.ts';
import type { OutputFormat } from '../formats/format-option.ts';
import type { FileVariables } from './handed-over.ts';
import { sendLastDeletes } from '../follow/last-deletes.ts';
import type { RunOptions } from '../options/options.ts';
import type { Ground } from './prepare-run.ts';
import { prepareGround } from './prepare-run.ts';
import { prepareReceiving } from '../from-store/receive-run.ts';
import type { ReceivedResults } from '../from-store/received-results.ts';
import { reviverOf } from '../follow/revive.ts';
import { runRecord } from '../follow/run-record.ts';
import { accessText } from '../view/access-text.ts';
import { cancelledAdvice, followAdvice } from '../view/leaving-advice.ts';
import { runInputOf } from './run-input.ts';
import { runOutput } from './run-output.ts';
import type { RunMemo } from './run-memo.ts';
import { defaultRunName } from '../options/run-name.ts';
import type { RunIdentity } from './start-run.ts';
import { startRun } from './start-run.ts';
import { travellingScenarios } from './travelling-scenarios.ts';
import { webUiLink } from '../temporal/temporal-target.ts';
import { displayPath } from '../view/display-path.ts';

const NAME_RANDOM_BYTES = 2;

/** Flags of a command that starts a run and follows it. */
export type FollowFlags = TemporalFlags & { readonly output?: OutputFormat };

/** Starts the run that the options describe and follows it, unless it is to be detached. */
export async function executeRun(
  invocation: Invocation,
  options: RunOptions,
  flags: FollowFlags,
  plan: readonly PlannedScenario[] | undefined,
  signals: SignalSource,
  fileVariables: FileVariables,
): Promise<ExitCode> {
  const ground = await prepareGround(invocation, options, flags);
  const output = runOutput(invocation, flags.output);
  let hasLeft = false;
  try {
    requireDetachable(options, ground);
    const runName =
      options.runName ??
      defaultRunName(options.scenariosDir, new Date(), randomBytes(NAME_RANDOM_BYTES).toString('hex'));
    const receiving = await prepareReceiving(invocation, options, ground.temporal);
    const begun = await begin(invocation, options, { ground, runName, plan, fileVariables, signals });
    const { run, memo, environmentFile, held } = begun;
    say(invocation, headerLines(invocation, options, ground, run, plan));
    const received = await beginReceiving(invocation, receiving, run, plan);
    output.started(run, { resultsDir: options.resultsDir, plannedCount: plan?.length });
    if (options.detach) {
      held.release();
      say(invocation, followAdvice(run.runName));
      await output.ended(runRecord(run, { exitCode: ExitCode.Passed, failures: [] }, options.resultsDir));
      return ExitCode.Passed;
    }
    const attended = await attendRun({
      invocation,
      temporal: ground.temporal,
      run,
      mode: isInteractive(invocation) ? 'terminal' : 'batch',
      canDetach: !ground.isAttached,
      onInterrupt: options.onInterrupt,
      leaseMs: options.leaseMs,
      revive: reviverOf(invocation, ground.temporal, run, memo, ground.isAttached),
      signals: held,
      cluster: ground.cluster,
      isAttached: ground.isAttached,
      onFinished: (scenarios) => output.finished(scenarios),
      received,
    });
    // The run removes it itself; one that was terminated cannot.
    if (attended.closed) await removeEnvironmentFile(environmentFile);
    else await leave(invocation, ground, run, attended.isCancelAccepted);
    hasLeft = !attended.closed;
    await output.ended(runRecord(run, attended, options.resultsDir));
    return attended.exitCode;
  } finally {
    // Who leaves is in a hurry: a worker in the middle of a script may need half a minute to stop.
    await (hasLeft ? ground.leave() : ground.close());
  }
}

/** The run has begun: what keeps its results from coming here is told, and they can be brought later. */
async function beginReceiving(
  invocation: Invocation,
  receiving: Awaited<ReturnType<typeof prepareReceiving>>,
  run: RunIdentity,
  plan: readonly PlannedScenario[] = [],
): Promise<ReceivedResults | undefined> {
  const names = plan.map(({ resultName }) => resultName);
  return await receiving?.(run, names).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    say(invocation, [`! results stay in the artifact store: ${why}`]);
    return undefined;
  });
}

interface Beginning {
  readonly ground: Ground;
  readonly runName: string;
  readonly plan: readonly PlannedScenario[] | undefined;
  readonly fileVariables: FileVariables;
  readonly signals: SignalSource;
}

async function begin(
  invocation: Invocation,
  options: RunOptions,
  { ground, runName, plan, fileVariables, signals }: Beginning,
) {
  const isLocal = ground.cluster.kind !== 'worker';
  const travelling = await travellingScenarios(invocation, options);
  const environmentFile = isLocal ? await handOverEnvironment(invocation, ground, runName, fileVariables) : undefined;
  const memo: RunMemo = { cluster: ground.cluster, scenariosDir: options.scenariosDir, resultsDir: options.resultsDir };
  let held: HeldSignals | undefined;
  try {
    const workingDir = options.workingDir ?? (isLocal ? invocation.cwd : undefined);
    const input = runInputOf(options, {
      ...(workingDir === undefined ? {} : { workingDir }),
      environmentFile,
      leaseMs: options.leaseMs,
      webUiUrl: reportLink(ground, runName),
      ...travelling,
    });
    const summary = `${plan === undefined ? '' : `${plan.length} × `}${options.scenariosDir} on ${ground.clusterText}`;
    // It may run before its start is answered, and then a signal has to cancel it.
    held = holdSignals(signals);
    const run = await startRun(ground.temporal, {
      runName,
      taskQueue: ground.taskQueue,
      input,
      summary,
      memo,
      isAttached: ground.isAttached,
    });
    return { run, memo, environmentFile, held };
  } catch (error) {
    held?.release();
    await removeEnvironmentFile(environmentFile);
    throw error;
  }
}

/** The run's page without its run id, which nobody knows yet. Absent: the page ends with this command, or is no link. */
function reportLink({ temporal, isAttached }: Ground, runName: string): string | undefined {
  const link = isAttached ? undefined : webUiLink(temporal.target, runWorkflowIdOf(runName));
  return link !== undefined && URL.canParse(link) && /^https?:/.test(link) ? link : undefined;
}

function requireDetachable({ onInterrupt }: RunOptions, { isAttached }: Ground): void {
  if (onInterrupt !== 'detach' || !isAttached) return;
  throw usageError(
    'An interrupt cannot detach from this run',
    ['let it cancel the run: --on-interrupt cancel', 'or keep the servers running: muster up'],
    'the servers that would go on with it are started by this command and end with it',
  );
}

async function handOverEnvironment(
  invocation: Invocation,
  ground: Ground,
  runName: string,
  fileVariables: FileVariables,
): Promise<string> {
  const { defaultStateDir, statePathsOf } = await import('../../local/index.ts');
  const { environmentDir } = statePathsOf(defaultStateDir(invocation.env));
  const owner = { runName, isLocal: ground.temporal.target.kind === 'local' };
  return await writeEnvironmentFile(environmentDir, owner, invocation.env, fileVariables);
}

function headerLines(
  invocation: Invocation,
  options: RunOptions,
  ground: Ground,
  run: RunIdentity,
  plan: readonly PlannedScenario[] | undefined,
): string[] {
  // Without the execution's id, which the Web UI finds itself: a link that is broken by the terminal is no link.
  const link = webUiLink(ground.temporal.target, run.workflowId);
  const isLocal = ground.cluster.kind !== 'worker';
  const access = accessText(isLocal ? 'your credentials' : "the worker's credentials", options.tuning.access, plan);
  const where = isLocal ? `cluster ${ground.clusterText}` : `task queue ${ground.taskQueue}`;
  const head = `▸ run ${run.runName} · ${where} · ${access}`;
  const columns = invocation.stderr.columns || Number.MAX_SAFE_INTEGER;
  return [
    ...(columnsOf(head) <= columns ? [head] : [`▸ run ${run.runName}`, `  on       ${where} · ${access}`]),
    ...(link === undefined ? [] : [`  web ui   ${link}`]),
    ...(options.configName === undefined ? [] : [`  config   ${options.configName}`]),
    `  results  ${displayPath(options.resultsDir, invocation.cwd)}`,
    '',
  ];
}

async function leave(invocation: Invocation, ground: Ground, run: RunIdentity, isCancelled: boolean): Promise<void> {
  if (!ground.isAttached) {
    say(invocation, isCancelled ? cancelledAdvice(run.runName) : followAdvice(run.runName));
    return;
  }
  await sendLastDeletes(invocation, ground.cluster, run);
  say(invocation, [
    `left before run ${run.runName} had ended; what it left on the cluster: muster cleanup --run ${run.runName}`,
  ]);
}
