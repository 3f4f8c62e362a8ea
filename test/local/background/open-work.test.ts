import { expect, test } from 'vitest';
import { hasOpenWork } from '../../../src/local/background/open-work.ts';

/** The discard port: nobody listens there. */
const nobody = '127.0.0.1:9';

test('without servers there is no work', async () => {
  expect(await hasOpenWork({ remoteQueues: [] })).toBe(false);
});

test.each([
  ['a Temporal that is not up', { localTemporal: { address: undefined }, remoteQueues: [] }],
  ['a Temporal that does not answer', { localTemporal: { address: nobody }, remoteQueues: [] }],
  ['a cluster that is not up', { embeddedCluster: { kubeconfigPath: undefined }, remoteQueues: [] }],
  ['a cluster whose kubeconfig is gone', { embeddedCluster: { kubeconfigPath: '/nowhere' }, remoteQueues: [] }],
  ["a team's Temporal", { remoteQueues: [{ taskQueue: 'q', temporalEnv: { TEMPORAL_ADDRESS: nobody } }] }],
])('what cannot be told counts as work: %s', async (_what, targets) => {
  expect(await hasOpenWork(targets)).toBe(true);
});
