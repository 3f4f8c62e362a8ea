import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttemptRecord, OutcomeStatus } from '../../src/shared/outcome.ts';
import { outcomeOf, summarize } from '../../src/shared/outcome.ts';
import { deservesAnother } from '../../src/shared/retry-budget.ts';

const statuses: OutcomeStatus[] = ['passed', 'failed', 'errored', 'skipped', 'cancelled'];
const status = fc.constantFrom(...statuses);

const attempt = (of: OutcomeStatus, index: number): AttemptRecord => ({
  attempt: index + 1,
  status: of,
  namespace: 'n',
  release: 'r',
  startedAtMs: 0,
  finishedAtMs: 1,
});

test('totals count every outcome exactly once', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ status, flaky: fc.boolean() })), (outcomes) => {
      const totals = summarize(outcomes);
      expect(totals.total).toBe(outcomes.length);
      expect(statuses.reduce((sum, each) => sum + totals[each], 0)).toBe(totals.total);
      expect(totals.flaky).toBe(outcomes.filter((outcome) => outcome.flaky).length);
    }),
  );
});

test('an outcome is that of the last attempt, and flaky only when it passed after a failed one', () => {
  fc.assert(
    fc.property(fc.array(status, { minLength: 1 }), (history) => {
      const outcome = outcomeOf(history.map(attempt));
      expect(outcome.status).toBe(history.at(-1));
      expect(outcome.flaky).toBe(history.at(-1) === 'passed' && history.includes('failed'));
    }),
  );
});

describe('the retry budget', () => {
  test('bounds the attempts of any history: at most one more than both budgets together', () => {
    fc.assert(
      fc.property(fc.infiniteStream(status), fc.nat(5), fc.nat(5), (outcomes, retries, infrastructureRetries) => {
        const attempts: AttemptRecord[] = [];
        do attempts.push(attempt(outcomes.next().value as OutcomeStatus, attempts.length));
        while (deservesAnother(attempts, { retries, infrastructureRetries }));
        expect(attempts.length).toBeLessThanOrEqual(1 + retries + infrastructureRetries);
      }),
    );
  });

  test('of infrastructure is not spent by failed scripts, nor the other way round', () => {
    const budget = { retries: 1, infrastructureRetries: 1 };
    expect(deservesAnother([attempt('failed', 0), attempt('errored', 1)], budget)).toBe(true);
    expect(deservesAnother([attempt('errored', 0), attempt('failed', 1)], budget)).toBe(true);
    expect(deservesAnother([attempt('failed', 0), attempt('failed', 1)], budget)).toBe(false);
  });

  test('is not touched for what another attempt cannot mend', () => {
    const changed = { ...attempt('errored', 0), reason: 'Scenario.Changed' };
    expect(deservesAnother([changed], { retries: 3, infrastructureRetries: 3 })).toBe(false);
  });
});
