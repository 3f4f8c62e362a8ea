import { describe, expect, test } from 'vitest';
import { optionalRights, requiredRights, rightText } from '../../src/shared/rights.ts';
import { namespaceSetupSchema } from '../../src/shared/namespace-setup.ts';

const setup = (given: object) => namespaceSetupSchema.parse(given);
const texts = (...args: Parameters<typeof requiredRights>) => requiredRights(...args).map(rightText);

describe('requiredRights', () => {
  test('a plain run needs nothing that hands out rights and nothing that changes a namespace', () => {
    const plain = texts({ namespaceSetup: setup({}) }, new Set(['cluster']));
    expect(plain).toContain('delete namespaces');
    expect(
      plain.filter((text) => /patch|bind|rolebindings|token|quota|limitranges|networkpolicies/.test(text)),
    ).toEqual([]);
  });

  test.each([
    [{ keep: 'on-failure' as const }, 'patch namespaces'],
    [{ namespaceSetup: setup({ quota: { pods: '1' } }) }, 'create resourcequotas'],
    [{ namespaceSetup: setup({ limitDefaults: { cpu: '1' } }) }, 'create limitranges'],
    [{ namespaceSetup: setup({ networkPolicy: 'default-deny' }) }, 'create networkpolicies.networking.k8s.io'],
  ])('%j needs: %s', (settings, right) => {
    expect(texts(settings, new Set(['cluster']))).toContain(right);
    expect(texts({}, new Set(['cluster']))).not.toContain(right);
  });

  test('scoped scripts need a token and the right to bind admin, and only admin', () => {
    const scoped = texts({}, new Set(['cluster', 'namespace'] as const));
    expect(scoped).toContain('create serviceaccounts/token "muster-scenario"');
    expect(scoped.filter((text) => text.startsWith('bind'))).toEqual([
      'bind clusterroles.rbac.authorization.k8s.io "admin"',
    ]);
  });
});

test('diagnostics only read, never Secrets or ConfigMaps, and nothing when they are off', () => {
  const rights = optionalRights({});
  expect(rights.filter(({ verb }) => verb !== 'get' && verb !== 'list')).toEqual([]);
  expect(rights.filter(({ resource }) => /secrets|configmaps/.test(resource))).toEqual([]);
  expect(optionalRights({ diagnostics: false })).toEqual([]);
});
