import type { Allotment } from '../../shared/allotment.ts';
import { FailureType } from '../../shared/failure-types.ts';
import type { ScenarioOutcome } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';

/** The newest of what the run allots; older ones that come late change nothing. */
export class ShardAllotments {
  newest: Allotment;
  private apply: (allotment: Allotment) => void = () => undefined;

  constructor(first: Allotment) {
    this.newest = first;
  }

  /** Called now and with every newer one. */
  onChange(apply: (allotment: Allotment) => void): void {
    this.apply = apply;
    apply(this.newest);
  }

  take(allotment: Allotment | undefined): void {
    // Sent by hand it may be anything, and a handler that throws blocks the shard for ever.
    const { seq, slots, drainingMax } = allotment ?? {};
    if (allotment === undefined || !Number.isSafeInteger(seq) || allotment.seq <= this.newest.seq) return;
    if (!Number.isSafeInteger(slots) || !Number.isSafeInteger(drainingMax)) return;
    this.newest = allotment;
    this.apply(allotment);
  }

  /** The outcome of what has not started. */
  get refusal(): ScenarioOutcome | undefined {
    const { refusal } = this.newest;
    if (refusal === undefined) return undefined;
    const { reason, message } = refusal;
    if (reason === 'cancelled') return outcomeWithoutAttempt('cancelled', reason, message);
    return outcomeWithoutAttempt(reason === FailureType.ClusterReplaced ? 'errored' : 'skipped', reason, message);
  }
}
