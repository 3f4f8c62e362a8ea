/** What a worker runs: effects, small and idempotent, one file per activity. */
export type * from './contract.ts';
