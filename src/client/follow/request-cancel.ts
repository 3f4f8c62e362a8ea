import { setTimeout as sleep } from 'node:timers/promises';
import { REVIVALS_MAX, SECOND_MS } from '../../shared/limits.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { RunIdentity } from '../start/start-run.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';

/** Asks for the durable cancellation until the server has accepted it. False: it never answered. */
export async function requestCancel(temporal: Temporal, run: RunIdentity): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await temporal.within(() => temporal.client.workflow.getHandle(run.workflowId, run.runId).cancel());
      return true;
    } catch (error) {
      if (troubleOf(error, 'server') === undefined) throw error;
      if (attempt === REVIVALS_MAX) return false;
      await sleep(attempt * SECOND_MS);
    }
  }
}
