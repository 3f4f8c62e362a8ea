import type { ShardReport } from '../../shared/allotment.ts';
import { summarize } from '../../shared/outcome.ts';

const totalsKeys = Object.keys(summarize([]));

/** Whether it is whole. Sent by hand it may be anything, and a handler that throws blocks the run for ever. */
export function isShardReport({
  seq,
  allotmentSeq,
  inUse,
  waiting,
  draining,
  totals,
  stuck,
}: Partial<ShardReport>): boolean {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  const counts = new Map<string, unknown>(Object.entries(totals ?? {}));
  const isWhole = [seq, allotmentSeq, inUse, waiting, draining].every(isCount);
  return isWhole && Array.isArray(stuck) && totalsKeys.every((key) => isCount(counts.get(key)));
}
