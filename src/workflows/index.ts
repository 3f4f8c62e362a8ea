/** What Temporal may start. Deterministic: nothing here or below reads a clock, a disk or the network. */
export { janitorWorkflow } from './janitor.ts';
export { leaseWorkflow } from './lease.ts';
export { runWorkflow } from './run.ts';
export { scenarioWorkflow } from './scenario.ts';
export { shardWorkflow } from './shard.ts';
