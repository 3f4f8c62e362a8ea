import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockersAmong, deletableKinds } from '../../../src/kubernetes/blockers/blocking-objects.ts';
import type { LeftObject } from '../../../src/kubernetes/blockers/blocking-objects.ts';
import { DIAGNOSED_FINALIZERS_MAX, DIAGNOSED_OBJECTS_MAX } from '../../../src/shared/limits.ts';

function left(resource: string, name: string, more: Partial<LeftObject> = {}): LeftObject {
  return { uid: `${resource}/${name}`, resource, name, finalizers: [], deleting: false, ...more };
}

const names = (objects: readonly LeftObject[]) =>
  blockersAmong(objects).map((blocker) => (blocker.kind === 'object' ? blocker.name : ''));

describe('what holds a namespace', () => {
  test('are the objects that wait for finalizers and those that are going, not what is only not yet its turn', () => {
    const objects = [
      left('configmaps', 'untouched'),
      left('configmaps', 'going', { deleting: true }),
      left('configmaps', 'held', { deleting: true, finalizers: ['example.com/hold'] }),
    ];
    expect(names(objects)).toEqual(['held', 'going']);
  });

  test('are those that are going, then those that were refused, where nothing waits for a finalizer', () => {
    const going = left('configmaps', 'going', { deleting: true });
    expect(names([left('configmaps', 'refused'), going])).toEqual(['going', 'refused']);
  });

  test('is a pod, not what the namespace controller has not touched for its sake', () => {
    const objects = [
      left('configmaps', 'kube-root-ca.crt'),
      left('persistentvolumeclaims', 'data', { finalizers: ['kubernetes.io/pvc-protection'] }),
      left('pods', 'web-0', { deleting: true, finalizers: ['example.com/hold'] }),
    ];
    expect(names(objects)).toEqual(['web-0']);
  });

  test('is a pod whose deletion was refused', () => {
    expect(names([left('configmaps', 'kube-root-ca.crt'), left('pods', 'web-0')])).toEqual(['web-0']);
  });

  test('is bounded, whatever is left, and every object is one that is there', () => {
    const object = fc.record({
      uid: fc.uuid(),
      resource: fc.constantFrom('pods', 'configmaps', 'databases.example.com'),
      name: fc.string({ minLength: 1 }),
      finalizers: fc.array(fc.string(), { maxLength: 2 * DIAGNOSED_FINALIZERS_MAX }),
      deleting: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(object), (objects) => {
        const blockers = blockersAmong(objects);
        expect(blockers.length).toBeLessThanOrEqual(DIAGNOSED_OBJECTS_MAX);
        expect(blockers.length === 0).toBe(objects.length === 0);
        for (const blocker of blockers) {
          if (blocker.kind !== 'object') throw new Error('an object was expected');
          expect(blocker.finalizers.length).toBeLessThanOrEqual(DIAGNOSED_FINALIZERS_MAX);
          expect(objects.some(({ name, resource }) => name === blocker.name && resource === blocker.resource)).toBe(
            true,
          );
        }
      }),
    );
  });
});

test('the kinds that are looked at are those that a deletion deletes: each once, in the preferred version', () => {
  const kind = (group: string, version: string, plural: string, verbs: string[], namespaced = true) => {
    return { group, version, kind: 'K', plural, namespaced, verbs };
  };
  const kinds = deletableKinds([
    kind('', 'v1', 'configmaps', ['list', 'delete']),
    kind('', 'v1', 'bindings', ['create']),
    kind('', 'v1', 'nodes', ['list', 'delete'], false),
    kind('metrics.k8s.io', 'v1beta1', 'pods', ['list']),
    kind('example.com', 'v2', 'databases', ['list', 'delete']),
    kind('example.com', 'v1', 'databases', ['list', 'delete']),
  ]);
  expect(kinds.map(({ version, plural }) => `${version}/${plural}`)).toEqual(['v1/configmaps', 'v2/databases']);
});
