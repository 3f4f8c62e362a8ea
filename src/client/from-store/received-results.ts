import { setTimeout as sleep } from 'node:timers/promises';
import type { ArtifactStore } from '../../artifacts/index.ts';
import type { FinishedScenario } from '../../shared/run-progress.ts';
import { giveBackResults, type ResultsOwner } from '../../results/index.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import {
  FOLLOW_INTERVAL_MS,
  RECEIVED_PATIENCE_MS,
  RECEIVED_PAUSE_MS,
  STORED_FILES_AT_ONCE,
} from '../../shared/limits.ts';
import type { RunPlan } from '../../shared/plan.ts';
import { shellWord } from '../../shared/shell-word.ts';
import type { RunIdentity } from '../start/start-run.ts';
import { StoredResults } from './stored-results.ts';

export interface Receiving {
  readonly run: Pick<RunIdentity, 'runName' | 'workflowId' | 'runId'>;
  readonly store: ArtifactStore;
  /** A results directory on this machine that is the run's. */
  readonly dir: string;
  /** What Temporal knows of the run: undefined while it is being planned. */
  readonly plan: () => Promise<Pick<RunPlan, 'settings' | 'temporalNamespaceId'> | undefined>;
}

/**
 * Brings the results of a run whose workers put them into an artifact store, as its scenarios end, and what is left at
 * its end. Never in anybody's way: a store that is away is tried again, and what it then lacks can be brought later.
 */
export class ReceivedResults {
  /** Result names of what is not here yet. */
  private readonly waiting = new Set<string>();
  private readonly stop = new AbortController();
  private working: Promise<void> | undefined;
  private opened: Opened | undefined;
  /** Its results do not go through the store. */
  private isElsewhere = false;
  private readonly receiving: Receiving;

  constructor(receiving: Receiving) {
    this.receiving = receiving;
  }

  /** Their files are brought as soon as they are in the store. */
  note(finished: readonly Pick<FinishedScenario, 'resultName'>[]): void {
    for (const { resultName } of finished) this.waiting.add(resultName);
    if (finished.length > 0) this.working ??= this.work();
  }

  /** Brings all that is left of a run that has closed. For people: what is missing, and what helps; empty: nothing. */
  async end(): Promise<readonly string[]> {
    this.stop.abort();
    await this.working;
    const { run, dir } = this.receiving;
    try {
      const opened = await this.open();
      if (opened !== undefined && (await opened.results.bringAll(opened.owner))) return [];
      if (this.isElsewhere) return [];
      await giveBackResults(dir, run);
      if (opened === undefined) return [];
      return [`! the artifact store has no report of run ${run.runName}: only what is there was brought to ${dir}`];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [
        `! the results of run ${run.runName} could not be brought here: ${why}`,
        `  bring them when that is mended: muster results ${shellWord(run.runName)}`,
      ];
    }
  }

  /** Brings the logs of these before anything else of theirs, at most for RECEIVED_PATIENCE_MS. Never rejects. */
  async bringLogs(finished: readonly Pick<FinishedScenario, 'resultName'>[]): Promise<void> {
    if (finished.length === 0) return;
    const bring = async () => {
      const opened = await this.open();
      await inParallel(finished, STORED_FILES_AT_ONCE, ({ resultName }) => opened?.results.bringLog(resultName));
    };
    await Promise.race([bring().catch(() => undefined), sleep(RECEIVED_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Ends without the rest; what is being brought may go on as long as RECEIVED_PATIENCE_MS. */
  async leave(): Promise<void> {
    this.stop.abort();
    await Promise.race([this.working, sleep(RECEIVED_PATIENCE_MS, undefined, { ref: false })]);
  }

  private async work(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const pauseMs = await this.bringWaiting().then(
        () => FOLLOW_INTERVAL_MS,
        // Told at the end, should it last until then.
        () => RECEIVED_PAUSE_MS,
      );
      await sleep(pauseMs, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async bringWaiting(): Promise<void> {
    const opened = this.waiting.size === 0 ? undefined : await this.open();
    if (opened === undefined) return;
    await inParallel([...this.waiting], STORED_FILES_AT_ONCE, async (resultName) => {
      if (this.stop.signal.aborted) return;
      // A worker puts the records of several at a time: the next turn tries again.
      if (!(await opened.results.bringRecord(resultName))) return;
      await opened.results.bringLog(resultName);
      this.waiting.delete(resultName);
    });
  }

  /** Undefined while the run is being planned, and for one whose results go another way. */
  private async open(): Promise<Opened | undefined> {
    if (this.isElsewhere) return undefined;
    if (this.opened !== undefined) return this.opened;
    const { run, store, dir, plan } = this.receiving;
    const planned = await plan();
    if (planned === undefined) return undefined;
    const prefix = planned.settings.artifactsPrefix;
    this.isElsewhere = prefix === undefined;
    if (prefix === undefined) return undefined;
    const { runName, workflowId, runId } = run;
    const owner = { runName, workflowId, runId, temporalNamespaceId: planned.temporalNamespaceId };
    this.opened = { results: new StoredResults(store, prefix, dir), owner };
    return this.opened;
  }
}

interface Opened {
  readonly results: StoredResults;
  readonly owner: ResultsOwner;
}
