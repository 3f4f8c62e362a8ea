import { expect, test } from 'vitest';
import { deleteInBatches } from '../../src/activities/sweep/delete-in-batches.ts';
import { sweepExpired } from '../../src/activities/sweep/sweep-expired.ts';
import { fakeNamespaces, recordOf } from '../support/fake-namespaces.ts';

const never = new AbortController().signal;

/** A cluster that deletes what is as it was listed; `written` are the names that somebody wrote to since. */
function overtaken(names: readonly string[], written: readonly string[]) {
  const records = names.map((name) => recordOf(name, { expiresAtMs: 0, resourceVersion: `of ${name}` }));
  const deleted: string[] = [];
  const podsOf: string[] = [];
  const { kubernetes } = fakeNamespaces(records);
  kubernetes.deleteNamespace = async ({ name, unchangedSince }) => {
    if (unchangedSince === `of ${name}` && written.includes(name)) return await Promise.resolve('changed');
    deleted.push(name);
    return 'accepted';
  };
  kubernetes.deletePods = async (name) => {
    podsOf.push(name);
    return await Promise.resolve(false);
  };
  return { kubernetes, records, deleted, podsOf };
}

test('what is kept while a sweep looks is neither deleted nor refused, and its pods live', async () => {
  const { kubernetes, records, deleted, podsOf } = overtaken(['a', 'kept', 'c'], ['kept']);
  const { deleting, refused } = await deleteInBatches(kubernetes, records, never, { onlyUnchanged: true });
  expect(deleting.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(refused).toEqual([]);
  expect([deleted, podsOf]).toEqual([
    ['a', 'c'],
    ['a', 'c'],
  ]);
});

test('what every run sweeps for others leaves alone what has changed since it was listed', async () => {
  const { kubernetes, deleted } = overtaken(['expired', 'kept'], ['kept']);
  const registry = { namespaceId: () => Promise.resolve('theirs'), isOwnerOpen: () => Promise.reject(new Error('no')) };
  await sweepExpired(kubernetes, registry, never);
  expect(deleted).toEqual(['expired']);
});

test('who deletes its own deletes it as it is', async () => {
  const { kubernetes, records, deleted } = overtaken(['own'], ['own']);
  await deleteInBatches(kubernetes, records, never);
  expect(deleted).toEqual(['own']);
});
