import { describe, expect, it } from 'vitest';
import type { ScheduleRequest } from '../../../src/client/schedules/schedule-options.ts';
import { overlapChoices, overlapPolicyOf, scheduleOptionsOf } from '../../../src/client/schedules/schedule-options.ts';
import { ClientError } from '../../../src/client/errors.ts';

const request: ScheduleRequest = {
  name: 'nightly',
  cron: ['0 2 * * *'],
  overlap: 'skip',
  input: { scenariosDir: '/repo/scenarios' },
  taskQueue: 'muster-1',
  summary: 'scenarios on dev',
  memo: { cluster: { kind: 'embedded' }, scenariosDir: '/repo/scenarios', resultsDir: '/repo/test-results' },
};

it('overlap and catch-up window are sent although nobody asked for them', () => {
  expect(scheduleOptionsOf(request).policies).toEqual({ overlap: 'SKIP', catchupWindow: 2 * 60 * 60 * 1_000 });
});

it("the schedule's runs carry its name and the run's own input", () => {
  const { scheduleId, action, spec } = scheduleOptionsOf({ ...request, timezone: 'Europe/Berlin' });
  expect(scheduleId).toBe('nightly');
  expect(spec).toEqual({ cronExpressions: ['0 2 * * *'], timezone: 'Europe/Berlin' });
  expect(action).toMatchObject({
    workflowType: 'runWorkflow',
    workflowId: 'muster-nightly',
    taskQueue: 'muster-1',
    args: [request.input],
  });
});

describe('refused are', () => {
  it.each([
    ['a catch-up window without a unit', { catchupWindow: '30' }],
    ['a catch-up window that is too short to matter', { catchupWindow: '1s' }],
    ['an unknown time zone', { timezone: 'Mars/Base' }],
  ])('%s', (_name, change) => {
    expect(() => scheduleOptionsOf({ ...request, ...change })).toThrow(ClientError);
  });
});

it('no overlap policy starts a second run beside the first or ends one without its clean-up', () => {
  expect(overlapChoices.map(overlapPolicyOf)).toEqual(['SKIP', 'BUFFER_ONE', 'CANCEL_OTHER']);
});
