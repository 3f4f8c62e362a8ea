import { TYPICAL_DURATIONS_COUNT } from '../../shared/limits.ts';
import type { FinishedScenario } from '../../shared/run-progress.ts';

/** The median of the newest durations of what ran to its end. Of bounded size, whatever the run's. */
export class TypicalDuration {
  private readonly durations: number[] = [];
  private next = 0;
  private median: number | undefined;

  add({ status, durationMs }: FinishedScenario): void {
    if (durationMs <= 0 || status === 'skipped' || status === 'cancelled') return;
    this.durations[this.next] = durationMs;
    this.next = (this.next + 1) % TYPICAL_DURATIONS_COUNT;
    this.median = undefined;
  }

  /** Undefined until something has finished. */
  get ms(): number | undefined {
    this.median ??= medianOf(this.durations);
    return this.median;
  }
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
