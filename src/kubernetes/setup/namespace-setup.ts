import { NAMESPACE_READY_POLL_MS_MAX, NAMESPACE_READY_POLL_MS_MIN } from '../../shared/limits.ts';
import { Mark } from '../../shared/namespace.ts';
import type { NamespaceSetup } from '../../shared/namespace-setup.ts';
import type { Connection } from '../requests/connection.ts';
import { createOrRead } from '../requests/create-or-read.ts';
import { namespacePath, sendOrAbsent } from '../namespaces/namespaces.ts';
import type { WaitOptions } from '../requests/poll.ts';
import { poll } from '../requests/poll.ts';

/** What a namespace's quota and its limits are called. */
const OBJECT_NAME = 'muster';
const networking = '/apis/networking.k8s.io/v1';

type Bounds = Pick<NamespaceSetup, 'quota' | 'limitDefaults' | 'networkPolicy'>;

interface NewObject {
  readonly collection: string;
  readonly body: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
    readonly spec: unknown;
  };
}

/** Creates the quota, the limits and the policies that are asked for. What is there already is ours: the namespace is. */
export async function createBounds(
  connection: Connection,
  namespace: string,
  bounds: Bounds,
  signal?: AbortSignal,
): Promise<void> {
  await Promise.all(
    boundsOf(namespace, bounds).map(({ collection, body }) => createOrRead(connection, collection, body, signal)),
  );
}

/** Waits until the quota counts what it bounds: before, it refuses every pod. False when the time is up. */
export async function quotaReady(
  connection: Connection,
  namespace: string,
  quota: Bounds['quota'],
  options: WaitOptions,
): Promise<boolean> {
  const limits = { firstMs: NAMESPACE_READY_POLL_MS_MIN, maxMs: NAMESPACE_READY_POLL_MS_MAX };
  const path = `${namespacePath(namespace)}/resourcequotas/${OBJECT_NAME}`;
  return await poll({ ...limits, ...options }, async () => {
    const answer = await sendOrAbsent(connection, { method: 'GET', path, signal: options.signal });
    const hard = (answer as { readonly status?: { readonly hard?: object } } | undefined)?.status?.hard ?? {};
    return Object.keys(quota).every((resource) => Object.hasOwn(hard, resource));
  });
}

function boundsOf(namespace: string, { quota, limitDefaults, networkPolicy }: Bounds): NewObject[] {
  const core = namespacePath(namespace);
  const policies = `${networking}/namespaces/${encodeURIComponent(namespace)}/networkpolicies`;
  return [
    ...(isEmpty(quota)
      ? []
      : [newObject(`${core}/resourcequotas`, 'v1', 'ResourceQuota', OBJECT_NAME, { hard: quota })]),
    ...(isEmpty(limitDefaults)
      ? []
      : [
          newObject(`${core}/limitranges`, 'v1', 'LimitRange', OBJECT_NAME, {
            limits: [{ type: 'Container', default: limitDefaults, defaultRequest: limitDefaults }],
          }),
        ]),
    ...(networkPolicy === 'default-deny' ? Object.entries(defaultDeny) : []).map(([name, spec]) =>
      newObject(policies, 'networking.k8s.io/v1', 'NetworkPolicy', name, { podSelector: {}, ...spec }),
    ),
  ];
}

const DNS_PORT = 53;

/** Policies add up: the first closes everything, the others open what every test needs. */
const defaultDeny = {
  'muster-default-deny': { policyTypes: ['Ingress', 'Egress'] },
  'muster-allow-namespace': {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: {} }] }],
    egress: [{ to: [{ podSelector: {} }] }],
  },
  // To any address: where a cluster's DNS lives is its own business, often an address of the node.
  'muster-allow-dns': {
    policyTypes: ['Egress'],
    egress: [
      {
        ports: [
          { protocol: 'UDP', port: DNS_PORT },
          { protocol: 'TCP', port: DNS_PORT },
        ],
      },
    ],
  },
};

function newObject(collection: string, apiVersion: string, kind: string, name: string, spec: unknown): NewObject {
  const labels = { [Mark.managedByLabel]: Mark.managedByValue };
  return { collection, body: { apiVersion, kind, metadata: { name, labels }, spec } };
}

function isEmpty(record: Readonly<Record<string, string>>): boolean {
  return Object.keys(record).length === 0;
}
