import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { interpreterOf, readScript, type Interpreter } from '../scenarios/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { LOG_FILE_BYTES_MAX, OUTPUT_TAIL_RAW_BYTES, PIPE_SETTLE_MS, SCRIPT_KILL_GRACE_MS } from '../shared/limits.ts';
import type { ActivityContext } from './activity-context.ts';
import type { Activities, RunScenarioInput, ScriptResult } from './contract.ts';
import { passingFailure, permanentFailure } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { openLogFile } from './log-file.ts';
import { outputTail } from './output-tail.ts';
import { withPrivateDirectory } from './private-directory.ts';
import { resultsFailureOf } from './results-failure.ts';
import { runInGroup } from './process-group.ts';
import { baseEnvironment, scriptEnvironment } from './script-environment.ts';
import { scriptResultOf } from './script-result.ts';
import { StartError } from './start-in-group.ts';
import { killMarked, type Supervisor } from '../supervisor/index.ts';

export interface RunScenarioDependencies {
  readonly activity: () => ActivityContext;
  readonly kubernetes: {
    /** A kubeconfig at `path`, 0600, whose context's namespace is `namespace`. */
    writeKubeconfig(input: { readonly namespace: string; readonly path: string }): Promise<void>;
  };
  /** The worker's environment: what scripts see when no caller handed over its own. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends the script when this worker is killed. */
  readonly supervisor: Pick<Supervisor, 'markFor' | 'guard'>;
  /** Directory of our kubectl and helm. */
  readonly toolsDir?: string | undefined;
  /** Default SCRIPT_KILL_GRACE_MS. */
  readonly killGraceMs?: number;
  /** Default PIPE_SETTLE_MS. */
  readonly pipeSettleMs?: number;
  /** Default LOG_FILE_BYTES_MAX. */
  readonly logBytesMax?: number;
}

/** See {@link Activities.runScenario}. */
export function runScenario(deps: RunScenarioDependencies): Activities['runScenario'] {
  return async (input) => {
    const activity = deps.activity();
    try {
      return await withHeartbeat(activity, () => runScript(deps, activity.signal, input));
    } catch (error) {
      throw scriptFailureOf(error, activity);
    }
  };
}

async function runScript(
  deps: RunScenarioDependencies,
  signal: AbortSignal,
  input: RunScenarioInput,
): Promise<ScriptResult> {
  const { settings, scenario } = input;
  const scriptPath = join(settings.scenariosDir, scenario.path);
  const interpreter = await unchangedInterpreter(scriptPath, input);
  await requireDirectory(settings.workingDir);
  const base = await baseEnvironment(settings.environmentFile, deps.env);

  return withPrivateDirectory(async (privateDir) => {
    const kubeconfigPath = join(privateDir, 'kubeconfig');
    await deps.kubernetes.writeKubeconfig({ namespace: input.namespace, path: kubeconfigPath });
    const logBytesMax = deps.logBytesMax ?? LOG_FILE_BYTES_MAX;
    const log = await openLogFile(settings.resultsDir, scenario.resultName, input.attempt, logBytesMax);
    const tail = outputTail(OUTPUT_TAIL_RAW_BYTES);
    const mark = deps.supervisor.markFor(input.namespace);
    const command = {
      program: interpreter.program,
      args: [...interpreter.args, scriptPath, input.namespace, input.release],
      cwd: settings.workingDir,
      env: scriptEnvironment(base, input, kubeconfigPath, deps.toolsDir, mark),
    };
    let release = () => {};
    try {
      const exit = await runInGroup(command, {
        timeoutMs: input.timeoutMs,
        killGraceMs: deps.killGraceMs ?? SCRIPT_KILL_GRACE_MS,
        pipeSettleMs: deps.pipeSettleMs ?? PIPE_SETTLE_MS,
        signal,
        pipePath: join(privateDir, 'output'),
        onStarted: (pid) => {
          release = deps.supervisor.guard({ pid, dir: privateDir });
        },
        onOutput: async (chunk) => {
          tail.add(chunk);
          await log.write(chunk);
        },
      });
      return scriptResultOf(exit, tail, input);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      throw permanentFailure(
        FailureType.ScenarioCannotStart,
        `${scenario.path} cannot be started: its interpreter ${interpreter.program} answers ${error.code}.`,
      );
    } finally {
      // Whoever left the group with setsid must not live on beside the next attempt.
      await killMarked(mark);
      release();
      await log.close();
    }
  });
}

async function unchangedInterpreter(scriptPath: string, { scenario }: RunScenarioInput): Promise<Interpreter> {
  const script = await readScript(scriptPath).catch(() => undefined);
  if (script?.digest === scenario.digest) return interpreterOf(script.head);
  const what = script === undefined ? 'can no longer be read' : 'is not the file that was planned';
  throw permanentFailure(FailureType.ScenarioChanged, `${scenario.path} ${what}; start the run again.`);
}

async function requireDirectory(dir: string): Promise<void> {
  const isDirectory = await stat(dir).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isDirectory) return;
  throw permanentFailure(
    FailureType.ScenarioCannotStart,
    `The working directory ${dir} does not exist on this worker.`,
  );
}

function scriptFailureOf(error: unknown, activity: ActivityContext): unknown {
  if (error !== activity.signal.reason || !activity.stoppedByWorker()) return resultsFailureOf(error);
  return passingFailure(FailureType.WorkerShutdown, 'The worker was asked to stop while the script ran.');
}
