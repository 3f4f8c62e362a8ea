import { listScheduleMs } from '../list-scheduling.ts';
import { Random } from '../random.ts';
import { SimulatedClock } from './clock.ts';
import { Fleet } from './fleet.ts';
import { Post, type PostCounts, type PostOptions } from './post.ts';
import { DELETION_FLOOR_MS, World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly runs: number;
  readonly shardsPerRun: number;
  readonly scenariosPerShard: number;
  readonly workers: number;
  readonly slotsPerWorker: number;
  /** Namespaces a second. */
  readonly deletionsPerSecond: number;
  readonly division: 'fixed' | 'shared';
  readonly scripts: { readonly medianMs: number; readonly sigma: number };
  readonly post: PostOptions;
  /** Shards that are terminated on the way, one at a time. */
  readonly deaths: number;
  /** The limit is halved for a while, so often. */
  readonly dips: number;
}

export interface SimulationResult {
  readonly scenarios: number;
  readonly ended: number;
  /** Never started, because their shard died. */
  readonly lost: number;
  readonly makespanMs: number;
  /** What the scripts alone need on the workers. */
  readonly workersBoundMs: number;
  /** What the namespace controller alone needs. */
  readonly controllerBoundMs: number;
  /** Share of the workers' time in which scripts ran. */
  readonly utilisation: number;
  readonly peakInUse: number;
  readonly peakNamespaces: number;
  /** Sum of what scripts with a slot waited for a worker. */
  readonly queuedMs: number;
  /** Between runs and shards. */
  readonly allotments: number;
  readonly reports: number;
  /** Between the level above and the runs. */
  readonly fleetMessages: number;
  readonly post: PostCounts;
  /** Of the busiest run. */
  readonly historyEventsMax: number;
  /** Broken rules: none, or the model or the code is wrong. */
  readonly violations: readonly string[];
}

/** Acts per scenario, far above what there are: a simulation that goes round in circles ends. */
const ACTS_PER_SCENARIO = 100;
const DIP_MS = 60_000;

export function simulate(options: SimulationOptions): SimulationResult {
  const random = new Random(options.seed);
  const clock = new SimulatedClock();
  const world = new World(clock, options);
  const post = new Post(clock, random, options.post);
  const runs = Array.from({ length: options.runs }, () => durationsOf(options, random));
  const limit = options.workers * options.slotsPerWorker;
  const fleet = new Fleet({ limit, runs, division: options.division }, { clock, post, world });
  const scenarios = options.runs * options.shardsPerRun * options.scenariosPerShard;
  const all = runs.flat(2);
  const workersBoundMs = listScheduleMs(all, limit);
  const controllerBoundMs = (scenarios / options.deletionsPerSecond) * 1_000 + DELETION_FLOOR_MS;
  disturb(fleet, clock, options, limit, Math.max(workersBoundMs, controllerBoundMs));
  fleet.begin();
  const peaks = watch(fleet, clock, Math.max(workersBoundMs, controllerBoundMs));
  clock.run(scenarios * ACTS_PER_SCENARIO + 10_000);
  const makespanMs = clock.nowMs;
  const sum = (of: 'ended' | 'lost' | 'allotments' | 'reports') =>
    fleet.runs.reduce((total, run) => total + run[of], 0);
  const violations = [...fleet.violations];
  if (sum('ended') + sum('lost') !== scenarios) {
    violations.push(`${sum('ended')} ended and ${sum('lost')} were lost of ${scenarios}`);
  }
  return {
    scenarios,
    ended: sum('ended'),
    lost: sum('lost'),
    makespanMs,
    workersBoundMs,
    controllerBoundMs,
    utilisation: world.scriptsMs / (makespanMs * limit),
    peakInUse: peaks.inUse,
    peakNamespaces: world.peakNamespaces,
    queuedMs: world.queuedMs,
    allotments: sum('allotments'),
    reports: sum('reports'),
    fleetMessages: fleet.allotments + fleet.reports,
    post: post.counts,
    historyEventsMax: Math.max(...fleet.runs.map(({ historyEvents }) => historyEvents)),
    violations,
  };
}

/** As a plan has them: the longest first, cut into shards in that order. */
function durationsOf({ shardsPerRun, scenariosPerShard, scripts }: SimulationOptions, random: Random): number[][] {
  const count = shardsPerRun * scenariosPerShard;
  const durations = Array.from({ length: count }, () => random.logNormal(scripts.medianMs, scripts.sigma));
  durations.sort((a, b) => b - a);
  return Array.from({ length: shardsPerRun }, (_, shard) =>
    durations.slice(shard * scenariosPerShard, (shard + 1) * scenariosPerShard),
  );
}

/** Deaths and dips, spread over the time that all of it takes at least. */
function disturb(
  fleet: Fleet,
  clock: SimulatedClock,
  { deaths, dips }: SimulationOptions,
  limit: number,
  spanMs: number,
): void {
  for (let death = 0; death < deaths; death += 1) {
    const run = fleet.runs[death % fleet.runs.length];
    clock.after((spanMs * (death + 1)) / (deaths + 1), () => run?.killOne());
  }
  for (let dip = 0; dip < dips; dip += 1) {
    const atMs = (spanMs * (dip + 0.5)) / dips;
    clock.after(atMs, () => fleet.setLimit(Math.ceil(limit / 2)));
    clock.after(atMs + DIP_MS, () => fleet.setLimit(limit));
  }
}

/** Looks at the truth a thousand times. */
function watch(fleet: Fleet, clock: SimulatedClock, spanMs: number): { inUse: number } {
  const peaks = { inUse: 0 };
  for (let look = 1; look <= 1_000; look += 1) {
    clock.after((spanMs * look) / 1_000, () => {
      peaks.inUse = Math.max(peaks.inUse, fleet.inUse);
    });
  }
  return peaks;
}
