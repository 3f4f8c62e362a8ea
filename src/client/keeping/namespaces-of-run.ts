import type { KubernetesClient } from '../../kubernetes/index.ts';
import { ownerOf } from '../../kubernetes/index.ts';
import { isNamedBy, scenarioIdPrefixOf } from '../../shared/names.ts';
import { namedScenario } from '../../shared/named-scenario.ts';
import type { OwnedNamespace } from '../cleanup/find-owned.ts';
import { findOwned } from '../cleanup/find-owned.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { readProgress } from '../reading/read-progress.ts';

/** All of exactly this run on the cluster; another installation may have a run of the same name. */
export async function namespacesOfRun(kubernetes: KubernetesClient, run: FoundRun): Promise<OwnedNamespace[]> {
  const executions = scenarioIdPrefixOf(run.workflowId, run.runId);
  const owned = await findOwned(kubernetes, { runName: run.runName, olderThanMs: 0 }, Date.now());
  return owned.filter(({ record }) => ownerOf(record)?.workflowId.startsWith(executions) === true);
}

/**
 * Those of an ended scenario, which is told by its path or by a name that only one has. Throws `Run.InvalidInput` when
 * there is no such scenario, `Namespace.Gone` when there is nothing of it on the cluster (exit 2).
 */
export async function namespacesOfScenario(
  temporal: Temporal,
  run: FoundRun,
  kubernetes: KubernetesClient,
  text: string,
): Promise<readonly OwnedNamespace[]> {
  const owned = await namespacesOfRun(kubernetes, run);
  const paths = await endedPaths(temporal, run);
  const path = paths === undefined ? text : pathOf(run, text, paths);
  // When no worker can say what the run held, what is there decides.
  const matches = ({ scenario }: OwnedNamespace) =>
    paths === undefined ? isNamedBy(text, scenario) : scenario === path;
  const found = owned.filter(matches);
  const scenarios = [...new Set(found.map(({ scenario }) => scenario))];
  if (scenarios.length > 1) pathOf(run, text, scenarios);
  if (found.length > 0) return found;
  throw new ClientError(`The namespace of ${path} is gone`, {
    type: 'Namespace.Gone',
    why: `it has ended in run "${run.runName}", and nobody kept it, or its time is up`,
    fix: 'the next time: muster run --keep on-failure, or muster keep while it runs',
    exitCode: ExitCode.Usage,
  });
}

function pathOf(run: FoundRun, text: string, paths: readonly string[]): string {
  const named = namedScenario(text, paths);
  if ('path' in named) return named.path;
  throw new ClientError(`Run "${run.runName}": ${named.problem}`, {
    type: 'Run.InvalidInput',
    fix: `see what it ran: muster status ${run.runName} -o json`,
    exitCode: ExitCode.Usage,
  });
}

/** Undefined: no worker answers, so nobody can tell. */
async function endedPaths(temporal: Temporal, run: FoundRun): Promise<readonly string[] | undefined> {
  const { finished = [] } = (await readProgress(temporal, run, { scope: 'all' })) ?? {};
  return finished.length === 0 ? undefined : finished.map(({ path }) => path);
}
