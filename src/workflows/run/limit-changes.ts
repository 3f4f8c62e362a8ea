import { LIMIT_CHANGES_MAX } from '../../shared/limits.ts';
import type { LimitChange } from '../../shared/run-report.ts';
import type { SlotSemaphore } from '../scenario-set/semaphore.ts';

/** How many scenarios might run at once, and since when: the limit's line in the report. */
export class LimitChanges {
  private changes: readonly LimitChange[] = [];

  get all(): readonly LimitChange[] {
    return this.changes;
  }

  /** What changes nothing adds nothing. Of more than LIMIT_CHANGES_MAX the first and the newest are kept. */
  note({ limit, paused }: Pick<SlotSemaphore, 'limit' | 'paused'>, atMs: number): void {
    const effective = paused ? 0 : limit;
    if (this.changes.at(-1)?.limit === effective) return;
    const [first, ...others] = [...this.changes, { atMs, limit: effective }];
    if (first === undefined) return;
    this.changes = [first, ...others.slice(1 - LIMIT_CHANGES_MAX)];
  }
}
