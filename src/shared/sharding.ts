import { SCENARIOS_PER_RUN_MAX, SCENARIOS_PER_SHARD_MAX } from './limits.ts';
import type { PlannedScenario, ShardPlan } from './plan.ts';
import { partsOf, type Parts, type Shardable } from './sharding-groups.ts';

/** A shard and its scenarios, in the order in which they start. */
export interface ShardSlice<T extends Shardable = PlannedScenario> {
  readonly plan: ShardPlan;
  readonly scenarios: readonly T[];
}

export interface ShardSizes {
  /** Default SCENARIOS_PER_SHARD_MAX. */
  readonly sizeMax?: number;
  /** As many shards as there may be where fewer would do; default: as the largest run has when all are full. */
  readonly countMax?: number;
}

/**
 * Cuts a run's scenarios, given in start order, into shards in the order in which they open. Empty when one part is
 * enough. What is joined by locks or dependencies stays together where it fits; what does not is cut into shards that
 * are `after` one another, dependencies first. Exclusive scenarios, with all that depends on them, are in shards that
 * are `after` all others. The longest come first; without such ties the sizes differ by one at most.
 */
export function inShards<T extends Shardable>(
  scenarios: readonly T[],
  {
    sizeMax = SCENARIOS_PER_SHARD_MAX,
    countMax = Math.floor(SCENARIOS_PER_RUN_MAX / SCENARIOS_PER_SHARD_MAX),
  }: ShardSizes = {},
): readonly ShardSlice<T>[] {
  if (scenarios.length <= sizeMax) return [];
  const parts = partsOf(scenarios);
  const places = new Map(scenarios.map((scenario, place) => [scenario, place]));
  const fewest = Math.ceil(scenarios.length / sizeMax);
  const bins = apart(parts, places, sizeMax, Math.max(fewest, countMax)) ?? inRow(parts, fewest);
  return sliced(
    bins.map((bin) => bin.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))),
    parts,
  );
}

/** Undefined when that takes more than `countMax`. */
function apart<T extends Shardable>(
  { groups, last }: Parts<T>,
  places: ReadonlyMap<T, number>,
  sizeMax: number,
  countMax: number,
): readonly (readonly T[])[] | undefined {
  const lastBins = evenly(last, Math.ceil(last.length / sizeMax));
  const bins = dealt(pieces(groups, places, sizeMax), sizeMax, countMax - lastBins.length);
  return bins === undefined ? undefined : [...bins, ...lastBins];
}

/** Part of a group, or all of it. */
interface Piece<T> {
  readonly scenarios: readonly T[];
  /** The group, so that its next piece comes into a later shard. */
  readonly group: number;
  readonly rank: number;
}

/** In start order, those of one group in their own. */
function pieces<T>(
  groups: readonly (readonly T[])[],
  places: ReadonlyMap<T, number>,
  sizeMax: number,
): readonly Piece<T>[] {
  const all = groups.flatMap((group, index) => {
    let rank = 0;
    return Array.from({ length: Math.ceil(group.length / sizeMax) }, (_, piece): Piece<T> => {
      const scenarios = group.slice(piece * sizeMax, (piece + 1) * sizeMax);
      rank = Math.max(
        rank,
        scenarios.reduce((first, each) => Math.min(first, places.get(each) ?? 0), Infinity),
      );
      return { scenarios, group: index, rank };
    });
  });
  return all.toSorted((a, b) => a.rank - b.rank);
}

/** Each piece into the first shard with room; where there is none, a group is poured into the room that is left. */
function dealt<T>(all: readonly Piece<T>[], sizeMax: number, countMax: number): readonly (readonly T[])[] | undefined {
  const total = all.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
  const count = Math.ceil(total / sizeMax);
  const sizes = evenSizes(total, count);
  const bins: T[][] = sizes.map(() => []);
  const nextOf = new Map<number, number>();
  const firstWithRoom = (from: number, size: number, room: (index: number) => number) => {
    const index = bins.findIndex((bin, at) => at >= from && bin.length + size <= room(at));
    return index === -1 ? undefined : index;
  };
  for (const { scenarios, group } of all) {
    const from = nextOf.get(group) ?? 0;
    const size = scenarios.length;
    let at = firstWithRoom(from, size, (index) => sizes[index] ?? sizeMax) ?? firstWithRoom(from, size, () => sizeMax);
    if (at === undefined && bins.length < countMax) at = bins.push([]) - 1;
    if (at !== undefined) {
      bins[at]?.push(...scenarios);
      nextOf.set(group, at + 1);
      continue;
    }
    const rest = [...scenarios];
    for (let index = from; index < bins.length && rest.length > 0; index += 1) {
      const poured = rest.splice(0, sizeMax - (bins[index]?.length ?? sizeMax));
      bins[index]?.push(...poured);
      if (poured.length > 0) nextOf.set(group, index + 1);
    }
    if (rest.length > 0) return undefined;
  }
  const filled = bins.filter((bin) => bin.length > 0);
  return filled.length > countMax ? undefined : filled;
}

/** As few as there can be, whatever is torn by it. */
function inRow<T extends Shardable>({ groups, last }: Parts<T>, count: number): readonly (readonly T[])[] {
  return evenly([...groups.flat(), ...last], count);
}

function evenly<T>(all: readonly T[], count: number): readonly (readonly T[])[] {
  let from = 0;
  return evenSizes(all.length, count).map((size) => all.slice(from, (from += size)));
}

/** The first ones are larger by one, where it does not come out even. */
function evenSizes(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(total / count) + (index < total % count ? 1 : 0));
}

/** With what follows from where everybody is: which shards wait for which, and for whom. */
function sliced<T extends Shardable>(
  bins: readonly (readonly T[])[],
  { groups, last }: Parts<T>,
): readonly ShardSlice<T>[] {
  const binOf = new Map(bins.flatMap((bin, index) => bin.map(({ path }) => [path, index] as const)));
  const afters = bins.map(() => new Set<number>());
  for (const group of groups) {
    const used = [...new Set(group.map(({ path }) => binOf.get(path) ?? 0))].toSorted((a, b) => a - b);
    used.forEach((index, at) => used.slice(0, at).forEach((earlier) => afters[index]?.add(earlier)));
  }
  for (const index of new Set(last.map(({ path }) => binOf.get(path) ?? 0))) {
    for (let earlier = 0; earlier < index; earlier += 1) afters[index]?.add(earlier);
  }
  return bins.map((scenarios, index) => {
    const after = [...(afters[index] ?? [])].toSorted((a, b) => a - b);
    const needs = new Set(
      scenarios.flatMap(({ dependsOn = [] }) => dependsOn.filter((path) => (binOf.get(path) ?? index) !== index)),
    );
    const estimates = scenarios.flatMap(({ estimatedMs }) => estimatedMs ?? []);
    const plan: ShardPlan = {
      index,
      scenarioCount: scenarios.length,
      estimatedMs: estimates.reduce((sum, each) => sum + each, 0),
      unestimatedCount: scenarios.length - estimates.length,
      ...(after.length === 0 ? {} : { after }),
      ...(needs.size === 0 ? {} : { needs: [...needs].toSorted() }),
    };
    return { plan, scenarios };
  });
}
