import { expect, test } from 'vitest';
import { deleteOwned } from '../../../src/client/cleanup/clean-up.ts';
import type { OwnedNamespace } from '../../../src/client/cleanup/find-owned.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';
import { kubernetesError, recordOf } from '../../support/fake-namespaces.ts';

const owned = (name: string): OwnedNamespace => ({
  record: recordOf(name, { resourceVersion: `version-of-${name}` }),
  runName: 'nightly',
  scenario: `${name}.sh`,
  installation: 'ours',
  ageMs: 0,
  state: 'active',
});

type Answers = Readonly<Record<string, Awaited<ReturnType<KubernetesClient['deleteNamespace']>>>>;

/** Answers each deletion as said (default: `accepted`), and proves gone what is not in `staying`. */
function fakeCluster({ answers = {}, staying = [] }: { answers?: Answers; staying?: readonly string[] } = {}) {
  const refs: unknown[] = [];
  const podsOf: string[] = [];
  const cluster = {
    deleteNamespace: async (ref: { name: string }) => {
      refs.push(ref);
      return await Promise.resolve(answers[ref.name] ?? 'accepted');
    },
    deletePods: async (name: string) => {
      podsOf.push(name);
      return await Promise.resolve(true);
    },
    proveGone: async (asked: readonly { name: string }[]) =>
      await Promise.resolve({ gone: asked.map(({ name }) => name).filter((name) => !staying.includes(name)) }),
    // Without their label namespaces are in no LIST by label: who asked this would believe them gone.
    listNamespaces: async () => await Promise.resolve([]),
  };
  return { kubernetes: cluster as unknown as KubernetesClient, refs, podsOf };
}

test('pods are deleted only in a namespace whose deletion was accepted: another may have the name by now', async () => {
  const { kubernetes, podsOf } = fakeCluster({ answers: { b: 'gone', c: 'changed' } });
  const [a, b, c] = [owned('a'), owned('b'), owned('c')];
  const result = await deleteOwned(kubernetes, [a, b, c], { onlyUnchanged: true });
  expect(podsOf).toEqual(['a']);
  expect(result).toEqual({ gone: [b, a], draining: [], changed: [c], refused: [] });
});

test('a namespace counts as gone only when the whole list lacks it, with its label or without', async () => {
  const { kubernetes } = fakeCluster({ staying: ['held'] });
  const held = owned('held');
  expect(await deleteOwned(kubernetes, [held], { waitMs: 0 })).toMatchObject({ gone: [], draining: [held] });
});

test('a cluster that does not answer proves nothing', async () => {
  const { kubernetes } = fakeCluster();
  const away = { ...kubernetes, proveGone: () => Promise.reject(kubernetesError(FailureType.ClusterUnavailable)) };
  const one = owned('one');
  expect(await deleteOwned(away, [one], { waitMs: 0 })).toMatchObject({ gone: [], draining: [one], refused: [] });
});

test('what was listed is deleted as it was then, or as it is now for whoever says so', async () => {
  const { kubernetes, refs } = fakeCluster();
  const one = owned('one');
  const { name, uid, resourceVersion } = one.record;
  await deleteOwned(kubernetes, [one], { onlyUnchanged: true });
  await deleteOwned(kubernetes, [one]);
  expect(refs).toEqual([
    { name, uid, unchangedSince: resourceVersion },
    { name, uid },
  ]);
});
