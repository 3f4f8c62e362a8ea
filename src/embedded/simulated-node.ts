import { apiRequest, type ApiAccess } from './api-request.ts';

const NODE_NAME = 'simulated';

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: NODE_NAME,
    labels: {
      'kubernetes.io/hostname': NODE_NAME,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'node.kubernetes.io/exclude-from-external-load-balancers': '',
    },
    annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
  },
};

/** What the volume stages of kwok look for; the default, so that a claim without a class gets its volume. */
const STORAGE_CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'kwok-volume', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kwok.x-k8s.io/volume',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

/** Registers the node and the storage class; of an earlier start only the node's kubelet port is changed. */
export async function createSimulatedNode(access: ApiAccess, kubeletPort: number): Promise<void> {
  await create(access, '/api/v1/nodes', NODE);
  await create(access, '/apis/storage.k8s.io/v1/storageclasses', STORAGE_CLASS);
  const status = { daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } } };
  await accepted(access, 'PATCH', `/api/v1/nodes/${NODE_NAME}/status`, { status }, [200]);
}

/** Ready and free of taints: the scheduler will use it. */
export async function isSimulatedNodeReady(access: ApiAccess): Promise<boolean> {
  const { status, body } = await apiRequest(access, 'GET', `/api/v1/nodes/${NODE_NAME}`);
  if (status !== 200) return false;
  const node = body as {
    readonly spec?: { readonly taints?: readonly unknown[] };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  };
  const ready = node.status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True');
  return ready === true && (node.spec?.taints ?? []).length === 0;
}

async function create(access: ApiAccess, path: string, object: object): Promise<void> {
  await accepted(access, 'POST', path, object, [201, 409]);
}

async function accepted(
  access: ApiAccess,
  method: 'POST' | 'PATCH',
  path: string,
  object: object,
  statuses: readonly number[],
): Promise<void> {
  const { status } = await apiRequest(access, method, path, object);
  if (!statuses.includes(status)) throw new Error(`${method} ${path}: HTTP ${status}`);
}
