import { randomUUID } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunScenarioInput, ScriptResult } from '../../src/activities/contract.ts';
import { runScenario, type RunScenarioDependencies } from '../../src/activities/scripts/run-scenario.ts';
import type { ScenarioAccess } from '../../src/kubernetes/index.ts';
import { readScript } from '../../src/scenarios/index.ts';
import type { PlannedScenario, RunSettings } from '../../src/shared/plan.ts';
import { settingsOf } from './reports.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Everything that one script needs to run, in a directory of its own. */
export interface ScriptRig {
  readonly dir: string;
  readonly controller: AbortController;
  readonly input: RunScenarioInput;
  readonly run: (given?: Partial<RunScenarioInput>) => Promise<ScriptResult>;
}

interface RigOptions extends Partial<Omit<RunScenarioDependencies, 'activity'>> {
  readonly settings?: Partial<RunSettings>;
  readonly scenario?: Partial<PlannedScenario>;
  readonly input?: Partial<RunScenarioInput>;
  /** What a cancellation is: the worker's own stop, or somebody's wish (the default). */
  readonly stoppedByWorker?: boolean;
  readonly onHeartbeat?: () => void;
}

const refuse = () => Promise.reject(new Error('this rig has no cluster'));
const noScenarioAccess: ScenarioAccess = {
  grant: refuse,
  effective: refuse,
  roleGrantsSomething: refuse,
  requestToken: refuse,
  writeFiles: refuse,
};

/** Writes a kubeconfig that leads nowhere. */
export const noCluster: RunScenarioDependencies['kubernetes'] = {
  async writeKubeconfig({ namespace, path }) {
    await writeFile(path, `namespace: ${namespace}`, { mode: 0o600 });
    return [];
  },
  scenarioAccess: noScenarioAccess,
};

export async function scriptRig(source: string, options: RigOptions = {}): Promise<ScriptRig> {
  const {
    settings = {},
    scenario = {},
    input: given = {},
    stoppedByWorker = false,
    onHeartbeat = () => {},
    ...deps
  } = options;
  const dir = await temporaryDirectory({ 'scenarios/a.sh': source, 'work/here': '' });
  await chmod(join(dir, 'scenarios/a.sh'), 0o644);
  const script = await readScript(join(dir, 'scenarios/a.sh'));
  const executionId = randomUUID();
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const input: RunScenarioInput = {
    runName: 'demo',
    settings: settingsOf({
      scenariosDir: join(dir, 'scenarios'),
      resultsDir: join(dir, 'results'),
      workingDir: join(dir, 'work'),
      ...settings,
    }),
    scenario: { path: 'a.sh', resultName: 'a', digest: script?.digest ?? '', ...scenario },
    attempt: 1,
    namespace: 'muster-a-1',
    release: 'a-1',
    timeoutMs: 20_000,
    skipExitCodes: [77],
    ...given,
  };
  const activity = runScenario({
    activity: () => ({
      signal: controller.signal,
      attempt: 1,
      executionId,
      stoppedByWorker: () => stoppedByWorker,
      heartbeat: onHeartbeat,
    }),
    kubernetes: noCluster,
    warn: () => {},
    supervisor: {
      workerMark: 'test',
      markFor: (execution, id) => `${randomUUID()}.${execution}.${id}`,
      guard: () => () => {},
    },
    env: { PATH: process.env['PATH'], HOME: dir, HELM_FROM_WORKER: 'yes' },
    killGraceMs: 300,
    pipeSettleMs: 300,
    ...deps,
  });
  return { dir, controller, input, run: (more = {}) => activity({ ...input, ...more }) };
}
