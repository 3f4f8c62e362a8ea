import { LEASE_RENEWALS } from '../../shared/limits.ts';
import { leaseWorkflowIdOf } from '../../shared/names.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from '../temporal/connection.ts';

/** A run's lease, renewed as long as this client follows the run. */
export interface LeaseRenewal {
  /** Lets the run go on without a lease. False: it has it still, and will cancel itself. */
  drop(): Promise<boolean>;
  /** Renews it no more. */
  close(): void;
}

/** Renews LEASE_RENEWALS times per lease. One that fails is made up for by the next: two may be lost in a row. */
export function renewLease(
  { client, within }: Pick<Temporal, 'client' | 'within'>,
  { workflowId, runId }: Pick<RunIdentity, 'workflowId' | 'runId'>,
  leaseMs: number,
): LeaseRenewal {
  const lease = client.workflow.getHandle(leaseWorkflowIdOf(workflowId, runId));
  let isAsking = false;
  const renew = async () => {
    if (isAsking) return;
    isAsking = true;
    await within(() => lease.signal('renewLease')).catch(() => undefined);
    isAsking = false;
  };
  const timer = setInterval(() => void renew(), leaseMs / LEASE_RENEWALS);
  timer.unref();
  return {
    drop: async () => {
      clearInterval(timer);
      return await within(() => lease.cancel()).then(
        () => true,
        () => false,
      );
    },
    close: () => clearInterval(timer),
  };
}
