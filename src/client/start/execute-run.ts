import { randomBytes } from 'node:crypto';
import type { PlannedScenario } from '../../shared/plan.ts';
import { attendRun } from '../follow/attend-run.ts';
import { writeEnvironmentFile, removeEnvironmentFile } from './environment-file.ts';
import { ExitCode } from '../exit-codes.ts';
import type { TemporalFlags } from '../flags.ts';
import type { SignalSource } from '../follow/interrupts.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive, printJson, say } from '../invocation.ts';
import type { FileVariables } from './handed-over.ts';
import { sendLastDeletes } from '../follow/last-deletes.ts';
import type { RunOptions } from '../options/options.ts';
import type { Ground } from './prepare-run.ts';
import { prepareGround } from './prepare-run.ts';
import { reviverOf } from '../follow/revive.ts';
import { runRecord } from '../follow/run-record.ts';
import { accessText } from '../view/access-text.ts';
import { cancelledAdvice, followAdvice } from '../view/leaving-advice.ts';
import { runInputOf } from './run-input.ts';
import type { RunMemo } from './run-memo.ts';
import { defaultRunName } from '../options/run-name.ts';
import type { RunIdentity } from './start-run.ts';
import { startRun } from './start-run.ts';
import { webUiLink } from '../temporal/temporal-target.ts';
import { displayPath } from '../view/display-path.ts';

const NAME_RANDOM_BYTES = 2;

/** Starts the run that the options describe and follows it, unless it is to be detached. */
export async function executeRun(
  invocation: Invocation,
  options: RunOptions,
  flags: TemporalFlags & { readonly output?: 'text' | 'json' },
  plan: readonly PlannedScenario[] | undefined,
  signals: SignalSource,
  fileVariables: FileVariables,
): Promise<ExitCode> {
  const ground = await prepareGround(invocation, options, flags);
  const isJson = flags.output === 'json';
  let hasLeft = false;
  try {
    const runName =
      options.runName ??
      defaultRunName(options.scenariosDir, new Date(), randomBytes(NAME_RANDOM_BYTES).toString('hex'));
    const { run, memo, environmentFile } = await begin(invocation, options, ground, runName, plan, fileVariables);
    say(invocation, headerLines(invocation, options, ground, run, plan));
    if (options.detach) {
      say(invocation, followAdvice(run.runName));
      if (isJson)
        printJson(invocation, runRecord(run, { exitCode: ExitCode.Passed, failures: [] }, options.resultsDir));
      return ExitCode.Passed;
    }
    const attended = await attendRun({
      invocation,
      temporal: ground.temporal,
      run,
      mode: isInteractive(invocation) ? 'terminal' : 'batch',
      canDetach: !ground.isAttached,
      revive: reviverOf(invocation, ground.temporal, run, memo, ground.isAttached),
      signals,
      cluster: ground.cluster,
      isAttached: ground.isAttached,
    });
    // The run removes it itself; one that was terminated cannot.
    if (attended.closed) await removeEnvironmentFile(environmentFile);
    else await leave(invocation, ground, run, attended.isCancelAccepted);
    hasLeft = !attended.closed;
    if (isJson) printJson(invocation, runRecord(run, attended, options.resultsDir));
    return attended.exitCode;
  } finally {
    // Who leaves is in a hurry: a worker in the middle of a script may need half a minute to stop.
    await (hasLeft ? ground.leave() : ground.close());
  }
}

async function begin(
  invocation: Invocation,
  options: RunOptions,
  ground: Ground,
  runName: string,
  plan: readonly PlannedScenario[] | undefined,
  fileVariables: FileVariables,
) {
  const isLocal = ground.cluster.kind !== 'worker';
  const environmentFile = isLocal ? await handOverEnvironment(invocation, ground, runName, fileVariables) : undefined;
  const memo: RunMemo = { cluster: ground.cluster, scenariosDir: options.scenariosDir, resultsDir: options.resultsDir };
  try {
    const input = runInputOf(options, isLocal ? { workingDir: invocation.cwd, environmentFile } : {});
    const summary = `${plan === undefined ? '' : `${plan.length} × `}${options.scenariosDir} on ${ground.clusterText}`;
    const run = await startRun(ground.temporal, {
      runName,
      taskQueue: ground.taskQueue,
      input,
      summary,
      memo,
      isAttached: ground.isAttached,
    });
    return { run, memo, environmentFile };
  } catch (error) {
    await removeEnvironmentFile(environmentFile);
    throw error;
  }
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
  const link = webUiLink(ground.temporal.target, run.workflowId, run.runId);
  const isLocal = ground.cluster.kind !== 'worker';
  const access = accessText(isLocal ? 'your credentials' : "the worker's credentials", options.tuning.access, plan);
  const where = isLocal ? `cluster ${ground.clusterText}` : `task queue ${ground.taskQueue}`;
  return [
    `▸ run ${run.runName} · ${where} · ${access}`,
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
