import { inDependencyOrder } from './dependency-order.ts';
import type { PlannedScenario } from './plan.ts';

/** Of a scenario, what decides which others it may be torn from. */
export type Shardable = Pick<PlannedScenario, 'path' | 'estimatedMs' | 'locks' | 'exclusive' | 'dependsOn'>;

/** Scenarios as they are dealt to shards. */
export interface Parts<T> {
  /**
   * Those of one group are joined by locks or dependencies, directly or through one another. Groups are in the order of
   * their first members; in a group what is depended on comes first, else the given order holds.
   */
  readonly groups: readonly (readonly T[])[];
  /** The exclusive ones, and all that depends on one of them: these run after all others. In the same order. */
  readonly last: readonly T[];
}

export function partsOf<T extends Shardable>(scenarios: readonly T[]): Parts<T> {
  const ordered = inDependencyOrder(scenarios);
  const last = new Set<string>();
  for (const { path, exclusive, dependsOn = [] } of ordered) {
    if (exclusive === true || dependsOn.some((need) => last.has(need))) last.add(path);
  }
  return {
    groups: grouped(
      scenarios.filter(({ path }) => !last.has(path)),
      ordered,
    ),
    last: ordered.filter(({ path }) => last.has(path)),
  };
}

/** Union-find over paths and locks. */
function grouped<T extends Shardable>(scenarios: readonly T[], ordered: readonly T[]): (readonly T[])[] {
  const parents = new Map<string, string>();
  const rootOf = (node: string): string => {
    let root = node;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    // The way is shortened, or a chain of thousands would be walked for each of its members.
    for (let at = node; at !== root;) {
      const up = parents.get(at) ?? root;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  const join = (a: string, b: string) => {
    const [from, to] = [rootOf(a), rootOf(b)];
    if (from !== to) parents.set(from, to);
  };
  const paths = new Set(scenarios.map(({ path }) => path));
  for (const { path, locks = [], dependsOn = [] } of scenarios) {
    for (const lock of locks) join(lockNode(lock), path);
    for (const need of dependsOn) if (paths.has(need)) join(need, path);
  }
  const groups = new Map<string, T[]>();
  // Begun in the given order, filled in that of dependencies.
  for (const { path } of scenarios) {
    const root = rootOf(path);
    if (!groups.has(root)) groups.set(root, []);
  }
  for (const scenario of ordered) if (paths.has(scenario.path)) groups.get(rootOf(scenario.path))?.push(scenario);
  return [...groups.values()];
}

/** A path never begins like this: no node of a lock is taken for one. */
function lockNode(lock: string): string {
  return `\0${lock}`;
}
