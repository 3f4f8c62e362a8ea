import { completeRunInput } from '../../shared/run-input.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { FindScenariosHere, ScenariosHere } from './scenarios-here.ts';
import type { TemporalServer } from '../temporal-server.ts';

export interface ScenariosHereDependencies {
  readonly activity: () => ActivityContext;
  readonly temporalServer: Pick<TemporalServer, 'currentWorkflow'>;
  readonly findScenarios: FindScenariosHere;
}

/**
 * Plans a run whose scripts came as a bundle, or must be what whoever started it has, from where they lie here. The
 * settings keep the directory that was named: each worker finds its own.
 */
export function planScenariosHere(
  plan: Activities['planRun'],
  { activity, temporalServer, findScenarios }: ScenariosHereDependencies,
  resolveDir: (path: string) => string,
): Activities['planRun'] {
  return async (given) => {
    const completed = completeRunInput(given);
    if ('problems' in completed) return await plan(given);
    const { bundleDigest, scenariosDigest } = completed.input;
    if (bundleDigest === undefined && scenariosDigest === undefined) return await plan(given);
    const named = resolveDir(completed.input.scenariosDir);
    const settings = { scenariosDir: named, workingDir: named, bundleDigest, scenariosDigest };
    return await withHeartbeat(activity(), async () => {
      // By the run's own id: what an earlier run found says nothing about now.
      const runKey = temporalServer.currentWorkflow().runId;
      const here = await unlessCancelled(activity().signal, findScenarios(settings, runKey));
      try {
        if (bundleDigest === undefined) return await plan(given);
        const made = await plan({ ...given, scenariosDir: here.scenariosDir, workingDir: here.workingDir });
        return { ...made, settings: { ...made.settings, scenariosDir: named, workingDir: named } };
      } finally {
        here.release();
      }
    });
  };
}

/** Runs a script from where it lies here. */
export function runScenarioHere(
  run: Activities['runScenario'],
  { activity, temporalServer, findScenarios }: ScenariosHereDependencies,
): Activities['runScenario'] {
  return async (input) => {
    const { bundleDigest, scenariosDigest } = input.settings;
    if (bundleDigest === undefined && scenariosDigest === undefined) return await run(input);
    return await withHeartbeat(activity(), async () => {
      const runKey = runPartOf(temporalServer.currentWorkflow().workflowId);
      const found = unlessCancelled(activity().signal, findScenarios(input.settings, runKey));
      const { release, ...here } = await found;
      try {
        return await run({ ...input, settings: { ...input.settings, ...here } });
      } finally {
        release();
      }
    });
  };
}

/** Others may wait for the same bundle, so it is still fetched when one of them is cancelled. */
async function unlessCancelled(signal: AbortSignal, finding: Promise<ScenariosHere>): Promise<ScenariosHere> {
  let stop: () => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([finding, cancelled]);
  } catch (error) {
    void finding.then(
      ({ release }) => release(),
      () => undefined,
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What the ids of all scenarios of one execution of a run begin with: `<run id>/<8 hex>`. */
function runPartOf(workflowId: string): string {
  return /^.*?\/[0-9a-f]{8}(?=\/)/s.exec(workflowId)?.[0] ?? workflowId;
}
