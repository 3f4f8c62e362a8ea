import { expect, test } from 'vitest';
import { isRunOpen, lookAtRuns } from '../../../src/local/background/open-runs.ts';

/** The discard port: nobody listens there. */
const nobody = '127.0.0.1:9';

test('without servers nothing is open', async () => {
  expect(await lookAtRuns({ remoteQueues: [] })).toBe('none');
});

test('a Temporal that is not up may have open runs', async () => {
  expect(await lookAtRuns({ localTemporal: { address: undefined }, remoteQueues: [] })).toBe('unknown');
});

test('a Temporal that does not answer, local or of a team, says nothing', async () => {
  const remoteQueues = [{ taskQueue: 'q', temporalEnv: { TEMPORAL_ADDRESS: nobody } }];
  await Promise.all([
    expect(lookAtRuns({ localTemporal: { address: nobody }, remoteQueues: [] })).resolves.toBe('unknown'),
    expect(lookAtRuns({ remoteQueues })).resolves.toBe('unknown'),
    expect(isRunOpen(nobody, 'demo')).rejects.toBeInstanceOf(Error),
  ]);
});
