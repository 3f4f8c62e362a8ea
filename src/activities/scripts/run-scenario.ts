import { join } from 'node:path';
import type { KubernetesClient } from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { accessOf } from '../../shared/plan.ts';
import { LOG_FILE_BYTES_MAX, PIPE_SETTLE_MS, SCRIPT_KILL_GRACE_MS } from '../../shared/limits.ts';
import { withRefusal } from './access-denied.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, RunScenarioInput, ScriptResult } from '../contract.ts';
import { endAll } from '../end-all.ts';
import { passingFailure } from '../failures.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import { withPrivateDirectory } from './private-directory.ts';
import { refusalScan } from './refusal-scan.ts';
import { resultsFailureOf } from '../recording/results-failure.ts';
import { runInGroup } from './process-group.ts';
import { withoutOtherAccess } from './scoped-environment.ts';
import { scriptEnvironment } from './script-environment.ts';
import { openScriptKubeconfig, type ScriptKubeconfig } from './script-kubeconfig.ts';
import { openScriptOutput } from './script-output.ts';
import { scriptResultOf } from './script-result.ts';
import { requireDirectory, startFailureOf, unchangedInterpreter } from './script-start.ts';
import {
  type Birth,
  birthCount,
  killAttempts,
  killMarked,
  type Launcher,
  type Supervisor,
} from '../../supervisor/index.ts';

export interface RunScenarioDependencies {
  readonly activity: () => ActivityContext;
  readonly kubernetes: Pick<KubernetesClient, 'writeKubeconfig' | 'scenarioAccess'>;
  /** The worker's environment: what scripts see when no caller handed over its own. */
  readonly env: NodeJS.ProcessEnv;
  /** For the worker's log: what went wrong without ending anything. */
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
  /** Ends the script when this worker is killed. */
  readonly supervisor: Pick<Supervisor, 'workerMark' | 'markFor' | 'guard'>;
  /** Starts the scripts; absent: this process does. */
  readonly launcher?: Launcher | undefined;
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
      return await withHeartbeat(activity, () => runScript(deps, activity, input));
    } catch (error) {
      throw scriptFailureOf(error, activity);
    }
  };
}

async function runScript(
  deps: RunScenarioDependencies,
  { signal, executionId }: ActivityContext,
  input: RunScenarioInput,
): Promise<ScriptResult> {
  const { settings, scenario } = input;
  const scriptPath = join(settings.scenariosDir, scenario.path);
  const interpreter = await unchangedInterpreter(scriptPath, input);
  await requireDirectory(settings.workingDir);
  const { variables, secrets } = await knownSecrets(settings, scenario, deps.env);
  const isScoped = accessOf(scenario, settings) === 'namespace';

  // Given up, but perhaps not over: this host's worker may have been stopped, or killed with its supervisor.
  if (input.attempt > 1) await killAttempts(executionId);

  return withPrivateDirectory(deps.supervisor.workerMark, async (privateDir) => {
    const refusals = isScoped ? refusalScan(input.namespace) : undefined;
    const logBytesMax = deps.logBytesMax ?? LOG_FILE_BYTES_MAX;
    const output = await openScriptOutput(input, secrets, logBytesMax, (bytes) => refusals?.add(bytes));
    const mark = deps.supervisor.markFor(executionId, input.namespace);
    let kubeconfig: ScriptKubeconfig | undefined;
    let release = () => {};
    let birth: Birth | undefined;
    try {
      kubeconfig = await openKubeconfig(deps, signal, input, privateDir, (secret) => output.addSecret(secret));
      const command = {
        program: interpreter.program,
        args: [...interpreter.args, scriptPath, input.namespace, input.release],
        cwd: settings.workingDir,
        env: scriptEnvironment(
          isScoped ? withoutOtherAccess(variables) : variables,
          input,
          kubeconfig.path,
          deps.toolsDir,
          mark,
        ),
      };
      const before = birthCount();
      const exit = await runInGroup(command, {
        timeoutMs: input.timeoutMs,
        killGraceMs: deps.killGraceMs ?? SCRIPT_KILL_GRACE_MS,
        pipeSettleMs: deps.pipeSettleMs ?? PIPE_SETTLE_MS,
        signal,
        pipePath: join(privateDir, 'output'),
        launcher: deps.launcher,
        onStarted: (pid) => {
          release = deps.supervisor.guard({ pid, dir: privateDir });
          birth = before === undefined ? undefined : { pid, before };
        },
        onOutput: (chunk) => output.add(chunk),
      });
      await output.end();
      return withRefusal(scriptResultOf(exit, output.tail, input), refusals?.last());
    } catch (error) {
      throw startFailureOf(error, scenario.path, interpreter);
    } finally {
      await endAll([
        // Whoever left the group with setsid must not live on beside the next attempt.
        () => killMarked(mark, birth),
        () => release(),
        () => kubeconfig?.close(),
        () => output.close(),
      ]);
    }
  });
}

async function openKubeconfig(
  { kubernetes, warn }: RunScenarioDependencies,
  signal: AbortSignal,
  input: RunScenarioInput,
  dir: string,
  onSecret: (secret: string) => void,
): Promise<ScriptKubeconfig> {
  const { namespace } = input;
  return await openScriptKubeconfig({
    kubernetes,
    access: accessOf(input.scenario, input.settings),
    namespace,
    dir,
    signal,
    onSecret,
    onTrouble: (error) => warn("a scenario's token could not be had yet", { namespace, error: sentenceOf(error) }),
  });
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function scriptFailureOf(error: unknown, activity: ActivityContext): unknown {
  if (error !== activity.signal.reason || !activity.stoppedByWorker()) return resultsFailureOf(error);
  return passingFailure(FailureType.WorkerShutdown, 'The worker was asked to stop while the script ran.');
}
