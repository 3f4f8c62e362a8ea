import type { SimulationOptions } from './simulate.ts';

/** 100,000 scenarios as ten runs of the largest size, on a thousand workers with a slot each. */
const HUGE: SimulationOptions = {
  seed: 6,
  runs: 10,
  shardsPerRun: 50,
  scenariosPerShard: 200,
  workers: 1_000,
  slotsPerWorker: 1,
  deletionsPerSecond: 1_000,
  division: 'fixed',
  scripts: { medianMs: 60_000, sigma: 1 },
  post: { delayMs: 50, doubled: 0.01, lost: 0.01, resendMs: 5_000 },
  deaths: 0,
  dips: 0,
};

/** Small enough for a unit test, with everything that can go wrong. */
export const TINY: SimulationOptions = {
  ...HUGE,
  runs: 4,
  shardsPerRun: 8,
  scenariosPerShard: 25,
  workers: 40,
  deletionsPerSecond: 10,
  post: { delayMs: 200, doubled: 0.1, lost: 0.1, resendMs: 5_000 },
  deaths: 5,
  dips: 5,
};

export interface Variant {
  readonly name: string;
  readonly options: SimulationOptions;
}

/** 100,000 scenarios. */
export const variants: readonly Variant[] = [
  { name: 'deletion is no limit', options: HUGE },
  { name: 'slots shared between runs', options: { ...HUGE, division: 'shared' } },
  { name: '50 shards die, 20 dips of the limit', options: { ...HUGE, deaths: 50, dips: 20 } },
  { name: '10 deletions/s', options: { ...HUGE, deletionsPerSecond: 10 } },
  { name: '5 deletions/s', options: { ...HUGE, deletionsPerSecond: 5 } },
];

/** One run of the largest size, in so many slots. */
export const limits: readonly Variant[] = [32, 100, 300, 1_000].map((workers) => ({
  name: `${workers} slots`,
  options: { ...HUGE, runs: 1, workers },
}));
