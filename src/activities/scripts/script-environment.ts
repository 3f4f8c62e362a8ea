import { lutimes } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { readPlainFile } from '../../results/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { handedEnvironmentOf, type HandedEnvironment } from '../../shared/handed-environment.ts';
import { ENVIRONMENT_FILE_BYTES_MAX } from '../../shared/limits.ts';
import { MARK_VARIABLE } from '../../supervisor/index.ts';
import type { RunScenarioInput } from '../contract.ts';
import { permanentFailure } from '../failures.ts';

export type Environment = Readonly<Record<string, string>>;

const PATH_DEFAULT = '/usr/local/bin:/usr/bin:/bin';

/**
 * What a script sees: the caller's environment (or a part of the worker's when none was handed over), over it the script's own
 * `env`, over that what we say of its namespace. Our tools come last on PATH: the caller's kubectl wins.
 */
export function scriptEnvironment(
  base: Environment,
  input: Pick<RunScenarioInput, 'scenario' | 'namespace' | 'release' | 'attempt'>,
  kubeconfigPath: string,
  toolsDir: string | undefined,
  mark: string,
): Record<string, string> {
  const { scenario, namespace, release, attempt } = input;
  const merged: Record<string, string> = { ...base, ...scenario.env };
  const path = merged['PATH'] ?? PATH_DEFAULT;
  return {
    ...merged,
    PATH: toolsDir === undefined ? path : `${path}${delimiter}${toolsDir}`,
    NAMESPACE: namespace,
    TEST_NAMESPACE: namespace,
    HELM_NAMESPACE: namespace,
    RELEASE: release,
    RELEASE_NAME: release,
    TEST_RELEASE: release,
    SCENARIO: scenario.path,
    ATTEMPT: String(attempt),
    KUBECONFIG: kubeconfigPath,
    [MARK_VARIABLE]: mark,
  };
}

/**
 * What a script may see of a worker's own environment: enough to find programs, files, proxies and certificates. A
 * worker's environment is its operator's and holds what is not the scripts' (`TEMPORAL_API_KEY`).
 */
const allowedVariable =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|TERM|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy|SSL_CERT_(FILE|DIR))$/;
const allowedPrefix = /^(LC_|XDG_|HELM_|KUBE)/;

/**
 * The caller's environment from its file; without one, what is allowed of the worker's own and `passEnv` of it, whose
 * values count as secret: they are an operator's, and whoever starts a run may not know what they hold. Throws
 * `Scenario.CannotStart` when the file cannot be read or the worker lacks a variable that was to be passed.
 */
export async function baseEnvironment(
  file: string | undefined,
  workerEnv: NodeJS.ProcessEnv,
  passEnv: readonly string[] = [],
): Promise<HandedEnvironment> {
  if (file === undefined) return { variables: partOf(workerEnv, passEnv), secretNames: passEnv };
  const environment = await readPlainFile(file, ENVIRONMENT_FILE_BYTES_MAX)
    .then((bytes) => (bytes === undefined ? undefined : handedEnvironmentOf(JSON.parse(bytes.toString('utf8')))))
    .catch(() => undefined);
  if (environment !== undefined) {
    await markAsUsed(file);
    return environment;
  }
  throw permanentFailure(
    FailureType.ScenarioCannotStart,
    `The environment that was handed over in ${file} cannot be read; start the run again.`,
  );
}

/** Where nobody can ask whether the run is open, the file's age decides when it is swept: it counts from the last use. */
async function markAsUsed(file: string): Promise<void> {
  const now = new Date();
  // What may be read but not be changed is somebody else's to remove.
  await lutimes(file, now, now).catch(() => undefined);
}

function partOf(workerEnv: NodeJS.ProcessEnv, passEnv: readonly string[]): Environment {
  const passed = new Set(passEnv);
  const missing = passEnv.filter((name) => workerEnv[name] === undefined);
  if (missing.length > 0) {
    throw permanentFailure(
      FailureType.ScenarioCannotStart,
      `This worker has no variable ${missing.join(', ')} to pass to scripts; set it where the worker is started.`,
    );
  }
  return Object.fromEntries(
    Object.entries(workerEnv).flatMap(([name, value]) => {
      const allowed = name !== 'KUBECONFIG' && (allowedVariable.test(name) || allowedPrefix.test(name));
      return (allowed || passed.has(name)) && value !== undefined ? [[name, value]] : [];
    }),
  );
}
