import { expect, it } from 'vitest';
import type { RunSettings } from '../../../src/shared/plan.ts';
import { atFailureLimit } from '../../../src/workflows/run/max-failures.ts';

const totals = { total: 9, passed: 1, failed: 1, errored: 1, skipped: 0, cancelled: 3, flaky: 0 };
const reasonAt = (maxFailures?: number) => atFailureLimit(totals, { maxFailures } as RunSettings)?.reason;

it('failed and errored scenarios count, cancelled and skipped ones do not', () => {
  expect([reasonAt(1), reasonAt(2), reasonAt(3)]).toEqual(['Run.MaxFailures', 'Run.MaxFailures', undefined]);
});

it('a run without a limit never ends early', () => {
  expect(reasonAt()).toBeUndefined();
});
