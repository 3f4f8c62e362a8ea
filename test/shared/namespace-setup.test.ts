import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEmptySetup, namespaceSetupSchema } from '../../src/shared/namespace-setup.ts';
import { completeRunInput } from '../../src/shared/run-input.ts';

function problems(namespaceSetup: unknown): readonly string[] {
  const completed = completeRunInput({ namespaceSetup });
  return 'problems' in completed ? completed.problems : [];
}

test('nothing is asked for by default', () => {
  expect(isEmptySetup(namespaceSetupSchema.parse({}))).toBe(true);
  for (const setup of [{ labels: { a: 'b' } }, { networkPolicy: 'default-deny' }, { podSecurity: 'baseline' }]) {
    expect(isEmptySetup(namespaceSetupSchema.parse(setup))).toBe(false);
  }
});

describe('it is refused with the field and what was expected:', () => {
  test.each([
    [{ labels: { 'muster/run': 'x' } }, 'namespaceSetup.labels.muster/run: belongs to muster or to Kubernetes'],
    [{ annotations: { 'muster/expires-at': 'x' } }, 'namespaceSetup.annotations.muster/expires-at: belongs to'],
    [{ labels: { 'app.kubernetes.io/managed-by': 'me' } }, 'belongs to muster or to Kubernetes'],
    [{ labels: { 'kubernetes.io/metadata.name': 'x' } }, 'belongs to muster or to Kubernetes'],
    [{ labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } }, 'is set by the pod security level'],
    [{ labels: { 'a..b/c': 'x' } }, 'must be a name such as team'],
    [{ labels: { '': 'x' } }, 'must be a name such as team'],
    [{ labels: { [`${'a'.repeat(254)}/c`]: 'x' } }, 'must be a name such as team'],
    [{ labels: { a: 'x'.repeat(64) } }, 'namespaceSetup.labels.a: must be at most 63 characters'],
    [{ labels: { a: 'x y' } }, 'must be letters, digits'],
    [{ annotations: { a: 'x'.repeat(32 * 1024 + 1) } }, 'namespaceSetup.annotations.a: must be at most 32768'],
    [{ annotations: { a: 'x'.repeat(20_000), b: 'x'.repeat(20_000) } }, 'namespaceSetup: must be at most 32768'],
    [{ quota: { pods: '-1' } }, 'namespaceSetup.quota.pods: must be a quantity'],
    [{ quota: { pods: 'many' } }, 'must be a quantity'],
    [{ quota: { pods: '1.5' } }, 'must be a whole number'],
    [{ quota: { 'count/jobs.batch': '500m' } }, 'must be a whole number'],
    [{ quota: { pods: 3 } }, 'must be a text in quotes such as "10"'],
    [{ quota: { pod: '3' } }, 'namespaceSetup.quota.pod: must be what a quota counts'],
    [{ quota: { 'requests.memory': '512m' } }, 'must be bytes such as 512Mi'],
    [{ limitDefaults: { memory: '512m' } }, 'must be bytes such as 512Mi'],
    [{ limitDefaults: { pods: '3' } }, 'must be cpu, memory or ephemeral-storage'],
    [{ networkPolicy: 'deny' }, 'namespaceSetup.networkPolicy: '],
    [{ podSecurity: 'strict' }, 'namespaceSetup.podSecurity: '],
    [{ applyFiles: [''] }, 'namespaceSetup.applyFiles.0: '],
    [{ applyFiles: Array.from({ length: 21 }, () => 'a') }, 'must be at most 20 files'],
    [{ label: {} }, 'namespaceSetup: Unrecognized key'],
  ])('%j', (setup, expected) => {
    expect(problems(setup).join('\n')).toContain(expected);
  });
});

test('what Kubernetes documents as quotas and quantities is accepted', () => {
  const quota = {
    pods: '10',
    'requests.cpu': '500m',
    'limits.memory': '2Gi',
    cpu: '1.5',
    'requests.storage': '1Ti',
    'count/deployments.apps': '4',
    'services.loadbalancers': '0',
    'requests.nvidia.com/gpu': '4',
    'gold.storageclass.storage.k8s.io/requests.storage': '500Gi',
    'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '2',
  };
  expect(problems({ quota, limitDefaults: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '1G' } })).toEqual([]);
});

test('whatever is given, the answer is a setup or sentences', () => {
  const record = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)));
  const anything = fc.record(
    { labels: record, annotations: record, quota: record, limitDefaults: record },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(anything, (setup) => problems(setup).every((problem) => problem.startsWith('namespaceSetup'))));
});
