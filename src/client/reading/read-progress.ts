import { LAST_READS_FAILED_MAX, READ_PROGRESS_TIMEOUT_MS, SHARDS_READ_TIMEOUT_MS } from '../../shared/limits.ts';
import type { FinishedScenario, RunProgress } from '../../shared/run-progress.ts';
import type { RunReading } from '../follow/compose-progress.ts';
import type { ReadPosition, ReadScope } from '../follow/read-position.ts';
import { FROM_THE_START } from '../follow/read-position.ts';
import { runReader } from '../follow/run-reader.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';
import type { WholePlan } from './read-whole-plan.ts';

/** What was read of a run before: whoever reads it again asks only for what is new. */
export interface ReadMemory {
  position: ReadPosition;
  readonly finished: FinishedScenario[];
  /** Once all of it is known. */
  plan?: WholePlan;
}

export function newMemory(): ReadMemory {
  return { position: FROM_THE_START, finished: [] };
}

export interface ProgressWish {
  /** Which shards are asked beside the run itself. Default `none`, which tells its totals. */
  readonly scope?: ReadScope;
  /** For one answer. Default READ_PROGRESS_TIMEOUT_MS. */
  readonly timeoutMs?: number;
  /** Default: nothing was read before. */
  readonly memory?: ReadMemory;
}

/**
 * What a run's worker tells, open or closed, with all that has finished in the shards of the scope; at most
 * SHARDS_READ_TIMEOUT_MS is taken for these. Undefined: no worker answers in time, or none has polled for so long that
 * none is there.
 */
export async function readProgress(
  temporal: Temporal,
  { workflowId, runId, taskQueue }: Pick<FoundRun, 'workflowId' | 'runId' | 'taskQueue'>,
  { scope = 'none', timeoutMs = READ_PROGRESS_TIMEOUT_MS, memory = newMemory() }: ProgressWish = {},
): Promise<RunProgress | undefined> {
  const patient: Temporal = { ...temporal, within: (read, ms = timeoutMs) => temporal.within(read, ms) };
  const reader = runReader(patient, workflowId, runId);
  const deadlineMs = Date.now() + SHARDS_READ_TIMEOUT_MS;
  const readOn = async (): Promise<RunReading | undefined> => {
    try {
      return await reader.read(memory.position, { scope, isLast: true });
    } catch (error) {
      if (troubleOf(error, 'worker') === undefined) throw error;
      return undefined;
    }
  };
  const first = await Promise.race([readOn(), nobodyThere(temporal, taskQueue)]);
  let latest = take(first, memory);
  let isBehind = first?.isBehind === true;
  for (let failedCount = 0; isBehind && Date.now() < deadlineMs && failedCount < LAST_READS_FAILED_MAX;) {
    const reading = await readOn();
    failedCount = reading === undefined ? failedCount + 1 : 0;
    isBehind = reading?.isBehind !== false;
    latest = take(reading, memory) ?? latest;
  }
  if (latest === undefined) return undefined;
  return { ...latest, finished: [...memory.finished], ...(isBehind ? partly(latest) : {}) };
}

function partly({ notices = [], totals }: RunProgress): Pick<RunProgress, 'notices'> {
  return { notices: [...notices, `its worker is busy: not all of its ${totals.total} ends could be read in time`] };
}

function take(reading: RunReading | undefined, memory: ReadMemory): RunProgress | undefined {
  if (reading === undefined) return undefined;
  memory.position = reading.position;
  for (const scenario of reading.progress.finished) memory.finished.push(scenario);
  return reading.progress;
}

/** Ends, and only then, when the queue has no worker; who cannot be told leaves it to the question itself. */
async function nobodyThere(temporal: Temporal, taskQueue: string): Promise<undefined> {
  const { hasPoller } = await import('../temporal/pollers.ts');
  const isThere = await hasPoller(temporal, taskQueue).catch(() => true);
  if (isThere) await new Promise<never>(() => undefined);
}
