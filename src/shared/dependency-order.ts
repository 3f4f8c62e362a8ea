/** What the order of scenarios among themselves is made from. `dependsOn`: paths; those of other lists do not count. */
export interface Dependent {
  readonly path: string;
  readonly dependsOn?: readonly string[] | undefined;
}

interface Visit<T> {
  readonly scenario: T;
  readonly needs: readonly T[];
  next: number;
}

/**
 * The given order, only that what a scenario depends on stands before it. Dependencies on what is not in the list are
 * passed over; so is the one that closes a circle, see {@link cycleIn}.
 */
export function inDependencyOrder<T extends Dependent>(scenarios: readonly T[]): T[] {
  const ordered: T[] = [];
  walk(scenarios, { onLeave: (scenario) => ordered.push(scenario) });
  return ordered;
}

/** One circle of dependencies as its paths, the first one again at the end. Undefined when there is none. */
export function cycleIn(scenarios: readonly Dependent[]): readonly string[] | undefined {
  let cycle: readonly string[] | undefined;
  walk(scenarios, {
    onBack: (trail) => {
      cycle ??= [...trail, ...trail.slice(0, 1)];
    },
  });
  return cycle;
}

/** Depth first, without recursion: a chain may be as long as the largest run. */
function walk<T extends Dependent>(
  scenarios: readonly T[],
  {
    onLeave = () => undefined,
    onBack = () => undefined,
  }: { readonly onLeave?: (scenario: T) => unknown; readonly onBack?: (trail: readonly string[]) => void },
): void {
  const byPath = new Map(scenarios.map((scenario) => [scenario.path, scenario]));
  const visitOf = (scenario: T): Visit<T> => {
    const needs = (scenario.dependsOn ?? []).flatMap((path) => byPath.get(path) ?? []);
    return { scenario, needs, next: 0 };
  };
  const states = new Map<T, 'open' | 'left'>();
  for (const start of scenarios) {
    if (states.has(start)) continue;
    states.set(start, 'open');
    const trail = [visitOf(start)];
    for (let visit = trail.at(-1); visit !== undefined; visit = trail.at(-1)) {
      const need = visit.needs[visit.next];
      visit.next += 1;
      if (need === undefined) {
        trail.pop();
        states.set(visit.scenario, 'left');
        onLeave(visit.scenario);
      } else if (!states.has(need)) {
        states.set(need, 'open');
        trail.push(visitOf(need));
      } else if (states.get(need) === 'open') {
        onBack(trail.slice(trail.findIndex(({ scenario }) => scenario === need)).map(({ scenario }) => scenario.path));
      }
    }
  }
}
