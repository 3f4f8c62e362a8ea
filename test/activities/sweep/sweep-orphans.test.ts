import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SweepResult } from '../../../src/activities/contract.ts';
import { sweepOrphans } from '../../../src/activities/sweep/sweep-orphans.ts';
import type { NamespaceRecord } from '../../../src/kubernetes/index.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';
import {
  HOUR_MS,
  JANITOR_DELETIONS_MAX,
  JANITOR_INTERVAL_MS,
  JANITOR_LISTED_MAX,
  MINUTE_MS,
  STUCK_AFTER_MS_MIN,
} from '../../../src/shared/limits.ts';
import { Mark } from '../../../src/shared/namespace.ts';
import { fakeActivity } from '../../support/cluster.ts';
import { fakeNamespaces, kubernetesError, recordOf } from '../../support/fake-namespaces.ts';

const START_MS = Date.UTC(2026, 0, 1);

/** Sweeps as the janitor does: each knows what the one before it could not delete. All owners are closed. */
function janitorOf(records: readonly NamespaceRecord[]) {
  const cluster = fakeNamespaces(records);
  let nowMs = START_MS;
  let last: SweepResult | undefined;
  const sweep = sweepOrphans({
    kubernetes: cluster.kubernetes,
    activity: () => fakeActivity(),
    now: () => nowMs,
    temporalServer: { namespaceId: () => Promise.resolve('ours'), isOwnerOpen: () => Promise.resolve('closed') },
  });
  return {
    cluster,
    sweepAt: async (afterMs: number): Promise<SweepResult> => {
      nowMs = START_MS + afterMs;
      last = await sweep(last === undefined ? undefined : { refusedBefore: last.refused });
      return last;
    },
  };
}

const forbidden = () => kubernetesError(FailureType.ClusterForbidden, 403);

test('one that is refused for ever is asked for with a back-off while the others go at once', async () => {
  const { cluster, sweepAt } = janitorOf([recordOf('refused'), recordOf('good')]);
  cluster.refuse = (name) => (name === 'refused' ? forbidden() : undefined);
  const askedAtMinutes: number[] = [];
  // Schedules fire on the minute, workers are a little late, now more, now less.
  const latenessMs = [900, 40, 2_500, 10, 3_000];
  for (let tick = 0; tick <= 40; tick += 1) {
    const before = cluster.asked.filter((name) => name === 'refused').length;
    const { deleted, refused } = await sweepAt(tick * JANITOR_INTERVAL_MS + latenessMs[tick % latenessMs.length]!);
    expect(deleted.map(({ name }) => name)).toEqual(['good']);
    expect(refused).toMatchObject([{ name: 'refused', reason: 'Cluster.Forbidden' }]);
    if (cluster.asked.filter((name) => name === 'refused').length > before) askedAtMinutes.push(tick * 5);
  }
  expect(askedAtMinutes).toEqual([0, 5, 15, 35, 75, 135, 195]);
});

test('however often a namespace was refused, it stays among the refused ones and is asked for again within the hour', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: -120, max: 120 }),
      async (refusalCount, minutes) => {
        const record = recordOf('refused');
        const cluster = fakeNamespaces([record]);
        cluster.refuse = forbidden;
        const { name, uid } = record;
        const nextTryAtMs = START_MS + minutes * MINUTE_MS;
        const before = { name, uid, reason: 'Cluster.Forbidden', conditions: [], refusalCount, nextTryAtMs };
        const sweep = sweepOrphans({
          kubernetes: cluster.kubernetes,
          activity: () => fakeActivity(),
          now: () => START_MS,
          temporalServer: { namespaceId: () => Promise.resolve('ours'), isOwnerOpen: () => Promise.resolve('closed') },
        });
        const { refused } = await sweep({ refusedBefore: [before] });
        const isDue = minutes <= 1;
        expect(cluster.asked).toEqual(isDue ? ['refused'] : []);
        expect(refused).toHaveLength(1);
        expect(refused[0]?.refusalCount).toBe(isDue ? refusalCount + 1 : refusalCount);
        if (isDue) expect(refused[0]!.nextTryAtMs - START_MS).toBeLessThanOrEqual(HOUR_MS);
      },
    ),
  );
});

test('a refusal is forgotten when the namespace has gone, and holds for its uid only', async () => {
  const { cluster, sweepAt } = janitorOf([recordOf('refused')]);
  cluster.refuse = forbidden;
  const { refused } = await sweepAt(0);
  const successor = janitorOf([recordOf('refused')]);
  const sweep = sweepOrphans({
    kubernetes: successor.cluster.kubernetes,
    activity: () => fakeActivity(),
    now: () => START_MS,
    temporalServer: { namespaceId: () => Promise.resolve('ours'), isOwnerOpen: () => Promise.resolve('closed') },
  });
  expect(await sweep({ refusedBefore: refused })).toMatchObject({ deleted: [{ name: 'refused' }], refused: [] });
});

test.each([
  ['a webhook that says no', kubernetesError(FailureType.ClusterRejected, 400)],
  ['a webhook that does not answer the server', kubernetesError(FailureType.ClusterUnavailable, 500)],
])('%s holds up one namespace, not the sweep', async (_what, error) => {
  const { cluster, sweepAt } = janitorOf([recordOf('a'), recordOf('b'), recordOf('c')]);
  cluster.refuse = (name) => (name === 'b' ? error : undefined);
  const { deleted, refused } = await sweepAt(0);
  expect(deleted.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(refused).toMatchObject([{ name: 'b', reason: error.type, refusalCount: 1 }]);
});

test.each([
  ['a cluster that does not answer', kubernetesError(FailureType.ClusterUnavailable)],
  ['credentials that have run out', kubernetesError(FailureType.ClusterUnauthorized, 401)],
])('%s fails the sweep, which is then tried again', async (_what, error) => {
  const { cluster, sweepAt } = janitorOf([recordOf('a'), recordOf('b')]);
  cluster.refuse = () => error;
  await expect(sweepAt(0)).rejects.toBe(error);
  expect(cluster.asked).toEqual(['a', 'b']);
});

test('a kept one is counted and left alone until its time, also when its deletion had been refused before', async () => {
  const kept = recordOf('kept');
  const until = new Date(START_MS + HOUR_MS).toISOString();
  const annotations = { ...kept.annotations, [Mark.keepUntilAnnotation]: until, [Mark.expiresAtAnnotation]: until };
  const { cluster, sweepAt } = janitorOf([{ ...kept, annotations }]);
  expect(await sweepAt(0)).toMatchObject({ deleted: [], refused: [], keptCount: 1 });
  expect(cluster.asked).toEqual([]);
  expect(await sweepAt(HOUR_MS + MINUTE_MS)).toMatchObject({ deleted: [{ name: 'kept' }], keptCount: 0 });

  const backingOff = janitorOf([{ ...kept, annotations }]);
  const before = { name: 'kept', uid: kept.uid, reason: 'x', conditions: [], refusalCount: 4 };
  const sweep = sweepOrphans({
    kubernetes: backingOff.cluster.kubernetes,
    activity: () => fakeActivity(),
    now: () => START_MS,
    temporalServer: { namespaceId: () => Promise.resolve('ours'), isOwnerOpen: () => Promise.resolve('closed') },
  });
  const { refused } = await sweep({ refusedBefore: [{ ...before, nextTryAtMs: START_MS + HOUR_MS }] });
  expect(refused).toEqual([]);
});

test('what is being deleted for too long is stuck, with the server’s own conditions, and is not asked for again', async () => {
  const conditions = [{ type: 'NamespaceFinalizersRemaining', reason: 'SomeFinalizersRemain', message: 'x in 1' }];
  const going = { terminating: true, conditions };
  const { cluster, sweepAt } = janitorOf([
    recordOf('stuck', { ...going, deletedAtMs: START_MS - STUCK_AFTER_MS_MIN - 1 }),
    recordOf('going', { ...going, deletedAtMs: START_MS - STUCK_AFTER_MS_MIN + 1 }),
    recordOf('foreign', { ...going, deletedAtMs: 0, annotations: {} }),
  ]);
  const { stuck, deleted, examinedCount } = await sweepAt(0);
  expect(stuck).toEqual([{ name: 'stuck', uid: expect.any(String) as string, reason: 'Namespace.Stuck', conditions }]);
  expect(deleted).toEqual([]);
  expect(examinedCount).toBe(3);
  expect(cluster.asked).toEqual([]);
});

test('a sweep is bounded: what does not fit is counted and is the next one’s work', async () => {
  const records = Array.from({ length: JANITOR_DELETIONS_MAX + 7 }, (_, index) => recordOf(`n${index}`));
  const { cluster, sweepAt } = janitorOf(records);
  cluster.refuse = forbidden;
  const { refused, unlistedCount } = await sweepAt(0);
  expect(cluster.asked).toHaveLength(JANITOR_DELETIONS_MAX);
  expect(refused).toHaveLength(JANITOR_LISTED_MAX);
  expect(unlistedCount).toBe(JANITOR_DELETIONS_MAX - JANITOR_LISTED_MAX + 7);
});
