import { estimateOf, type History } from '../shared/history.ts';
import type { Metadata } from '../shared/metadata.ts';
import type { PlannedScenario } from '../shared/plan.ts';
import type { DiscoveredScenario } from './discover.ts';
import { locksOf } from './locks.ts';

/** What a plan says of a scenario beyond its file: results, locks and dependencies are of the run. */
export interface Placing {
  readonly resultName: string;
  readonly history?: History | undefined;
  readonly lockBy?: string | undefined;
  /** Paths of this run. Default: none. */
  readonly dependsOn?: readonly string[] | undefined;
}

/** What metadata does not set is left out: every scenario's history holds this. */
export function plannedScenario(
  { metadata, path, digest }: DiscoveredScenario & { readonly metadata: Metadata },
  { resultName, history, lockBy, dependsOn = [] }: Placing,
): PlannedScenario {
  const estimatedMs = estimateFor(path, metadata, history);
  const locks = locksOf(metadata, lockBy);
  const {
    name,
    description,
    tags,
    component,
    version,
    timeout,
    retries,
    skip_exit_codes: skipExitCodes,
    access,
    env,
    exclusive,
  } = metadata.fields;
  return {
    path,
    resultName,
    digest,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(component === undefined ? {} : { component }),
    ...(version === undefined ? {} : { version }),
    ...(estimatedMs === undefined ? {} : { estimatedMs }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(retries === undefined ? {} : { retries }),
    ...(skipExitCodes === undefined ? {} : { skipExitCodes }),
    ...(access === undefined ? {} : { access }),
    ...(env === undefined ? {} : { env }),
    ...(locks.length === 0 ? {} : { locks }),
    ...(exclusive === true ? { exclusive } : {}),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
  };
}

/** What it took is believed before what somebody once wrote down. */
function estimateFor(path: string, { fields }: Metadata, history: History = new Map()): number | undefined {
  return estimateOf(history.get(path) ?? []) ?? fields.estimated_time;
}
