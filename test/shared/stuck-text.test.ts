import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StuckNamespace } from '../../src/shared/namespace.ts';
import { blockerText, stuckAdvice, stuckReason } from '../../src/shared/stuck-text.ts';

const held = { kind: 'object', resource: 'configmaps', name: 'orders', finalizers: ['example.com/hold'] } as const;
const silent = {
  kind: 'api-service',
  name: 'v1beta1.metrics.k8s.io',
  reason: 'MissingEndpoints',
  message: 'endpoints for service/metrics in "kube-system" have no addresses',
} as const;
const stuck: StuckNamespace = { name: 'muster-a', reason: 'Namespace.Stuck', conditions: [] };

describe('a blocker in the words of kubectl', () => {
  test.each([
    [held, 'configmaps/orders: finalizer example.com/hold'],
    [{ ...held, finalizers: ['a', 'b'] }, 'configmaps/orders: finalizers a, b'],
    [{ ...held, finalizers: [] }, 'configmaps/orders: still there, without a finalizer'],
    [
      silent,
      'APIService v1beta1.metrics.k8s.io is not available: MissingEndpoints: ' +
        'endpoints for service/metrics in "kube-system" have no addresses',
    ],
    [{ ...silent, reason: '', message: '' }, 'APIService v1beta1.metrics.k8s.io is not available'],
  ])('%j', (blocker, text) => {
    expect(blockerText(blocker)).toBe(text);
  });
});

describe('the command to look at it', () => {
  test.each([
    [{ ...stuck, blockers: [held] }, 'kubectl get configmaps orders -n muster-a -o yaml'],
    [{ ...stuck, blockers: [silent] }, 'kubectl get apiservice v1beta1.metrics.k8s.io -o yaml'],
    [stuck, 'kubectl get namespace muster-a -o yaml'],
    [{ ...stuck, reason: 'Cluster.Forbidden' }, 'kubectl auth can-i delete namespace/muster-a'],
  ])('%#', (namespace, command) => {
    expect(stuckAdvice(namespace)).toBe(command);
  });

  test('is one word per name for a shell, whatever a scenario calls its objects', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(name, (text) => {
        const command = stuckAdvice({ ...stuck, blockers: [{ ...held, name: text }] });
        const word = command.slice('kubectl get configmaps '.length, -' -n muster-a -o yaml'.length);
        expect(wordOf(word)).toBe(text);
      }),
    );
  });
});

/** What a shell makes of a word that is plain or in single quotes. */
function wordOf(word: string): string | undefined {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  const inner = /^'([\s\S]*)'$/.exec(word)?.[1]?.replaceAll(String.raw`'\''`, '\0');
  return inner?.includes("'") === true ? undefined : inner?.replaceAll('\0', "'");
}

test('one sentence tells the surest that is known', () => {
  const conditions = [{ type: 'NamespaceContentRemaining', reason: 'r', message: 'configmaps. has 1' }];
  expect(stuckReason({ ...stuck, conditions, blockers: [held] })).toBe('configmaps/orders: finalizer example.com/hold');
  expect(stuckReason({ ...stuck, conditions })).toBe('NamespaceContentRemaining: configmaps. has 1');
  expect(stuckReason(stuck)).toBe('Namespace.Stuck');
});
