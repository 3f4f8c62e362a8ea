import { Client, Connection } from '@temporalio/client';
import { quantile } from './statistics.ts';
import type { EventCounts } from './large-run.ts';

/** Of the run's workflows and all below it, as Temporal's visibility says once they are closed; by type. */
export async function countEvents(address: string, runName: string): Promise<Record<string, EventCounts>> {
  const connection = await Connection.connect({ address });
  try {
    const { workflow } = new Client({ connection });
    const lengths = new Map<string, number[]>();
    for await (const { type, historyLength } of workflow.list({
      query: `WorkflowId STARTS_WITH "muster-${runName}"`,
      pageSize: 1_000,
    })) {
      const known = lengths.get(type) ?? [];
      known.push(historyLength);
      lengths.set(type, known);
    }
    return Object.fromEntries([...lengths].map(([type, values]) => [type, countsOf(values)]));
  } finally {
    await connection.close();
  }
}

function countsOf(lengths: readonly number[]): EventCounts {
  const sorted = lengths.toSorted((a, b) => a - b);
  return {
    workflows: sorted.length,
    median: Math.round(quantile(sorted, 0.5)),
    max: sorted.at(-1) ?? 0,
    sum: sorted.reduce((sum, length) => sum + length, 0),
  };
}
