import type { OutcomeStatus, Totals } from '../../shared/outcome.ts';
import { signs } from './finished-line.ts';
import type { Paint } from './paint.ts';

const order: readonly OutcomeStatus[] = ['passed', 'failed', 'errored', 'skipped', 'cancelled'];

/** `✓ 3 ✗ 1`: outcomes that there are, in a fixed order. */
export function signCounts(totals: Totals, paint: Paint): string {
  return order
    .filter((status) => totals[status] > 0)
    .map((status) => paint(signs[status].style, `${signs[status].sign} ${totals[status]}`))
    .join(' ');
}

/** `20 passed (1 flaky), 3 failed`: the same in words. */
export function wordCounts(totals: Totals, paint: Paint): string {
  const words = order
    .filter((status) => totals[status] > 0)
    .map((status) => {
      const count = paint(signs[status].style, `${totals[status]} ${status}`);
      return status === 'passed' && totals.flaky > 0 ? `${count} (${totals.flaky} flaky)` : count;
    });
  return words.length === 0 ? 'nothing ran' : words.join(', ');
}
