import { expect, it } from 'vitest';
import { localRequestOf } from '../../../src/client/start/local-request.ts';
import { configuredTemporal } from '../../../src/client/temporal/temporal-target.ts';

const kubeconfig = { kind: 'kubeconfig', kubeconfigPath: '/k', context: 'dev', server: 'https://x' } as const;
const team = configuredTemporal(
  { temporalAddress: 'team:7233' },
  { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml' },
);

it("scripts run on a local worker also when Temporal is a team's, which is then not started here", () => {
  const request = localRequestOf(kubeconfig, team);
  expect(request).toMatchObject({ temporal: false, worker: { cluster: { context: 'dev', server: 'https://x' } } });
  expect(request?.worker?.temporalEnv).toMatchObject({ TEMPORAL_ADDRESS: 'team:7233' });
});

it('the embedded cluster is asked for only by a run that wants it', () => {
  expect(localRequestOf({ kind: 'embedded' }, undefined)).toMatchObject({ temporal: true, kubernetes: 'workloads' });
  expect(localRequestOf(kubeconfig, undefined)).not.toHaveProperty('kubernetes');
});

it('nothing is started here for workers of somebody else on a Temporal of somebody else', () => {
  expect(localRequestOf({ kind: 'worker' }, team)).toBeUndefined();
  expect(localRequestOf({ kind: 'worker' }, undefined)).toEqual({ temporal: true });
});
