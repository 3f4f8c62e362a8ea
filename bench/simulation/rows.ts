import type { Rows } from '../tables.ts';
import type { SimulationResult } from './simulate.ts';

/** A column per simulation. */
export function rowsOf(simulations: readonly { readonly name: string; readonly result: SimulationResult }[]): Rows {
  const row = (label: string, of: (result: SimulationResult) => string) => [
    label,
    ...simulations.map(({ result }) => of(result)),
  ];
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;
  return [
    ['', ...simulations.map(({ name }) => name)],
    row('scenarios with an outcome', ({ ended }) => whole(ended)),
    row('never started: their shard died', ({ lost }) => whole(lost)),
    row('time', ({ makespanMs }) => minutes(makespanMs)),
    row('bound of the workers', ({ workersBoundMs }) => minutes(workersBoundMs)),
    row('bound of the namespace controller', ({ controllerBoundMs }) => minutes(controllerBoundMs)),
    row('workers that run a script', ({ utilisation }) => `${(utilisation * 100).toFixed(1)} %`),
    row('slots in use at most', ({ peakInUse }) => whole(peakInUse)),
    row('namespaces at most', ({ peakNamespaces }) => whole(peakNamespaces)),
    row('allotments sent', ({ allotments }) => whole(allotments)),
    row('reports sent', ({ reports }) => whole(reports)),
    row('messages between the levels above', ({ fleetMessages }) => whole(fleetMessages)),
    row('messages doubled, lost and sent again', ({ post }) => `${whole(post.doubled)}, ${whole(post.resent)}`),
    row('messages lost for good, overtaken by newer ones', ({ post }) => whole(post.dropped)),
    row("events of the busiest run's history for shards", ({ historyEventsMax }) => whole(historyEventsMax)),
    row('rules broken', ({ violations }) => whole(violations.length)),
  ];
}
