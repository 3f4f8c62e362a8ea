import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { failureOf, withFailures } from '../../src/activities/failures.ts';
import { KubernetesError } from '../../src/kubernetes/index.ts';
import { FailureType } from '../../src/shared/failure-types.ts';

const clusterError = (retryable: boolean, retryAfterMs?: number) =>
  new KubernetesError({
    type: FailureType.ClusterUnavailable,
    message: 'GET x: 503',
    outcome: 'unknown',
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

test("an error of the cluster keeps its type, its sentence and the server's patience", () => {
  const failure = failureOf(clusterError(true, 4_000));
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'Cluster.Unavailable', message: 'GET x: 503', nextRetryDelay: 4_000 });
});

test.each([true, false])('retryable %s stays so', (retryable) => {
  expect(failureOf(clusterError(retryable))).toMatchObject({ nonRetryable: !retryable });
});

test('everything else passes unchanged, a cancellation above all', async () => {
  const cancelled = new Error('cancelled');
  await expect(withFailures(() => Promise.reject(cancelled))()).rejects.toBe(cancelled);
  await expect(withFailures((value: number) => Promise.resolve(value))(7)).resolves.toBe(7);
});
