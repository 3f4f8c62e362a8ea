import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { Connection } from '../../../src/kubernetes/requests/connection.ts';
import { openConnection } from '../../../src/kubernetes/requests/connection.ts';
import { credentialsOf } from '../../../src/kubernetes/configuration/credentials.ts';
import { collectionPath, discover } from '../../../src/kubernetes/requests/discovery.ts';
import { loadCluster } from '../../../src/kubernetes/index.ts';
import { defineKind } from '../../support/blockers.ts';

function connect(): Connection {
  const cluster = loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {});
  const connection = openConnection(cluster.server, credentialsOf(cluster));
  onTestFinished(() => connection.close());
  return connection;
}

/** Without the kinds that tests define and remove. */
const sorted = (resources: readonly { group: string; version: string; plural: string }[]) =>
  resources
    .filter(({ group }) => !group.endsWith('.muster.test'))
    .map(({ group, version, plural }) => `${group}/${version}/${plural}`)
    .toSorted();

test('every kind of the cluster is told with its scope and verbs, in two requests', async () => {
  const connection = connect();
  const { resources, unanswered } = await discover(connection, undefined);
  expect(unanswered).toEqual([]);
  expect(connection.requestCount).toBe(2);
  expect(resources.find(({ group, kind }) => group === '' && kind === 'ConfigMap')).toMatchObject({
    version: 'v1',
    plural: 'configmaps',
    namespaced: true,
    verbs: expect.arrayContaining(['list', 'delete', 'patch']) as unknown,
  });
  expect(resources.find(({ kind }) => kind === 'ClusterRole')).toMatchObject({ namespaced: false });
  expect(resources.filter(({ plural }) => plural.includes('/'))).toEqual([]);
});

test('an answer is used again for a while; whoever misses a kind that was just defined asks for a fresh one', async () => {
  const connection = connect();
  await discover(connection, undefined);
  const group = `g-${randomUUID().slice(0, 8)}.muster.test`;
  await defineKind(group);
  const has = ({ resources }: Awaited<ReturnType<typeof discover>>) => resources.some((each) => each.group === group);
  expect(has(await discover(connection, undefined))).toBe(false);
  expect(connection.requestCount).toBe(2);
  await expect.poll(async () => has(await discover(connection, undefined, { fresh: true }))).toBe(true);
  expect(has(await discover(connection, undefined))).toBe(true);
});

test('a server that answers only group by group tells the same', async () => {
  const connection = connect();
  const old: Connection = {
    ...connection,
    send: async (request) => await connection.send({ ...request, accept: 'application/json' }),
  };
  const [aggregated, each] = [await discover(connection, undefined), await discover(old, undefined)];
  expect(sorted(each.resources)).toEqual(sorted(aggregated.resources));
  expect(each.unanswered).toEqual([]);
});

test('paths of collections carry the namespace only where the kind has one', () => {
  const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true, verbs: [] };
  expect(collectionPath(configMaps, 'n')).toBe('/api/v1/namespaces/n/configmaps');
  const roles = { ...configMaps, group: 'rbac.authorization.k8s.io', plural: 'clusterroles', namespaced: false };
  expect(collectionPath(roles, 'n')).toBe('/apis/rbac.authorization.k8s.io/v1/clusterroles');
});
