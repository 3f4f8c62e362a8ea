/** What Temporal may start. Deterministic: nothing here or below reads a clock, a disk or the network. */
export { janitorWorkflow } from './janitor/janitor.ts';
export { leaseWorkflow } from './run/lease.ts';
export { runWorkflow } from './run/run.ts';
export { scenarioWorkflow } from './scenario/scenario.ts';
export { shardWorkflow } from './shards/shard.ts';
