import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { metadataOf } from '../../src/kubernetes/index.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/shared/limits.ts';
import { Mark } from '../../src/shared/namespace.ts';
import { testOwner } from '../support/cluster.ts';
import { startOwnServers, type OwnServers } from '../support/own-servers.ts';
import { startInstallation, type RealInstallation } from '../support/real-installation.ts';

/** Two Temporals with workers and janitors of their own, on one cluster that no other test uses. */
let servers: OwnServers;
let one: RealInstallation;
let other: RealInstallation;
let kubernetes: KubernetesClient;

beforeAll(async () => {
  servers = await startOwnServers();
  const second = await servers.temporal('second');
  one = await startInstallation(inject('temporalAddress'), servers.kubeconfigPath);
  other = await startInstallation(second.address, servers.kubeconfigPath);
  ({ kubernetes } = one);
});
afterAll(async () => {
  await one?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
  await servers?.[Symbol.asyncDispose]();
});

/** Later than the grace of every namespace here: whatever survives is not saved by its youth. */
const AHEAD_MS = 10 * MINUTE_MS;

async function orphanOf(temporalNamespaceId: string, expiresAtMs = Date.now() + 24 * HOUR_MS): Promise<string> {
  const name = `muster-orphan-${randomUUID().slice(0, 8)}`;
  await kubernetes.createNamespace(name, metadataOf(testOwner({ temporalNamespaceId }), expiresAtMs));
  return name;
}

/** What merely looks like ours, each in one way. All would be long past their expiry. */
async function lookAlikes(): Promise<string[]> {
  const whole = metadataOf(testOwner({ temporalNamespaceId: one.temporalNamespaceId }), Date.now() - HOUR_MS);
  const { [Mark.firstRunIdAnnotation]: _, ...mostAnnotations } = whole.annotations as Record<string, string>;
  const looks = {
    'muster-x-name': { labels: {}, annotations: {} },
    'muster-x-label': { labels: whole.labels, annotations: {} },
    'muster-x-annotations': { labels: {}, annotations: whole.annotations },
    'muster-x-almost': { labels: whole.labels, annotations: mostAnnotations },
    'muster-x-other-manager': { ...whole, labels: { ...whole.labels, [Mark.managedByLabel]: 'Helm' } },
  };
  for (const [name, marks] of Object.entries(looks)) await kubernetes.createNamespace(name, marks);
  return Object.keys(looks);
}

test('both janitors delete their own orphans and what has expired, and nothing that lives, however often they sweep', async () => {
  const runs = [await one.startLiveRun(3), await other.startLiveRun(3)];
  const live = (await Promise.all(runs.map((run) => run.namespaces()))).flat();
  expect(live).toHaveLength(6);
  const ofOne = await orphanOf(one.temporalNamespaceId);
  const ofOther = await orphanOf(other.temporalNamespaceId);
  const ofNobody = await orphanOf(randomUUID());
  const expired = await orphanOf(randomUUID(), Date.now() - 1_000);
  const alike = await lookAlikes();

  const [first, second] = await Promise.all([one.sweep(AHEAD_MS), other.sweep(AHEAD_MS)]);
  const namesOf = ({ deleted }: typeof first) => deleted.map(({ name }) => name);
  expect(namesOf(first).filter((name) => name !== expired)).toEqual([ofOne]);
  expect(namesOf(second).filter((name) => name !== expired)).toEqual([ofOther]);
  expect([...namesOf(first), ...namesOf(second)]).toContain(expired);

  // Again and again, also at once: nothing else is ever found.
  for (const { deleted, refused } of await Promise.all(
    [1, 2, 3].flatMap(() => [one, other].map((each) => each.sweep(AHEAD_MS))),
  )) {
    expect(deleted).toEqual([]);
    expect(refused).toEqual([]);
  }
  const untouched = [...live.map(({ name }) => name), ofNobody, ...alike];
  for (const name of untouched) expect(await kubernetes.getNamespace(name), name).toMatchObject({ terminating: false });

  for (const run of runs) run.open();
  for (const run of runs) {
    expect(await run.handle.result()).toMatchObject({ totals: { total: 3, passed: 3, flaky: 0 }, namespacesLeft: 0 });
  }

  // The same namespace of nobody's, past its hard expiry: then either janitor takes it.
  const { deleted } = await other.sweep(25 * HOUR_MS);
  expect(deleted.map(({ name }) => name)).toEqual([ofNobody]);
  for (const name of alike) expect(await kubernetes.getNamespace(name), name).toMatchObject({ terminating: false });
});
