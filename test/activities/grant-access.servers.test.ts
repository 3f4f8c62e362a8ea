import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, inject, test } from 'vitest';
import { createNamespace } from '../../src/activities/namespaces/create-namespace.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../support/cluster.ts';

let kubernetes: KubernetesClient;
beforeEach(() => {
  kubernetes = testCluster();
});

function limited(name = testNamespace(kubernetes)) {
  return { name, owner: testOwner(), expiresAtMs: Date.now() + 3_600_000, access: 'namespace' as const };
}

async function kubectl(...args: readonly string[]): Promise<string> {
  const options = { reject: false, env: { KUBECONFIG: inject('kubeconfigPath') } };
  const { stdout } = await execa(join(inject('toolsDir'), 'kubectl'), args, options);
  return stdout;
}

test('an account and its binding are made with our label, a token that works at once, and again is harmless', async () => {
  const input = limited();
  const create = createNamespace({ kubernetes, activity: fakeActivity });
  const before = kubernetes.apiCallCount();
  const ref = await create(input);
  // Namespace, its two contents, account, binding and a token; the question whether it counts is the token's own.
  expect(kubernetes.apiCallCount() - before).toBeLessThanOrEqual(12);
  expect(await create(input)).toEqual(ref);
  const found = await kubectl(
    'get',
    'serviceaccount,rolebinding',
    '-n',
    input.name,
    '-o',
    'name',
    '-l',
    'app.kubernetes.io/managed-by=muster',
  );
  expect(found.split('\n')).toEqual([
    'serviceaccount/muster-scenario',
    'rolebinding.rbac.authorization.k8s.io/muster-scenario',
  ]);
  const account = `system:serviceaccount:${input.name}:muster-scenario`;
  expect(await kubectl('auth', 'can-i', 'create', 'deployments', '-n', input.name, `--as=${account}`)).toBe('yes');
  expect(await kubectl('auth', 'can-i', 'get', 'pods', `--as=${account}`)).toBe('no');
});

test('a binding of that name which grants something else is not taken for ours', async () => {
  const input = limited();
  await createNamespace({ kubernetes, activity: fakeActivity })({ ...input, access: 'cluster' });
  await kubectl('create', 'rolebinding', 'muster-scenario', '-n', input.name, '--clusterrole=view', '--user=somebody');
  const create = createNamespace({ kubernetes, activity: fakeActivity });
  await expect(create(input)).rejects.toMatchObject({ type: 'Namespace.NotReady', retryable: false });
});

test('a role that grants nothing is said, and is not tried again; rights that are merely late are', async () => {
  expect(await kubernetes.scenarioAccess.roleGrantsSomething()).toBe(true);
  const tried = async (grantsSomething: boolean | undefined) => {
    const scenarioAccess = {
      ...kubernetes.scenarioAccess,
      effective: () => Promise.resolve(false),
      roleGrantsSomething: () => Promise.resolve(grantsSomething),
    };
    return await createNamespace({ kubernetes: { ...kubernetes, scenarioAccess }, activity: fakeActivity })(limited());
  };
  await expect(tried(false)).rejects.toMatchObject({
    type: 'Namespace.NotReady',
    nonRetryable: true,
    message: expect.stringContaining('ClusterRole admin') as string,
  });
  await expect(tried(true)).rejects.toMatchObject({ type: 'Namespace.NotReady', nonRetryable: false });
  await expect(tried(undefined)).rejects.toMatchObject({ type: 'Namespace.NotReady', nonRetryable: false });
});

test('without limited access nothing of that is made', async () => {
  const input = { ...limited(), access: 'cluster' as const };
  await createNamespace({ kubernetes, activity: fakeActivity })(input);
  expect(await kubectl('get', 'serviceaccount,rolebinding', '-n', input.name, '-o', 'name')).toBe(
    'serviceaccount/default',
  );
});
