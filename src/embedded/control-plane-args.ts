import { join } from 'node:path';
import type { CredentialFiles } from './credentials.ts';
import { kwokStagesFile } from './package-files.ts';
import { podLogsFiles } from './pod-logs.ts';
import type { Ports } from './ports.ts';

/** `api`: namespaces, quotas, RBAC, ServiceAccounts, no pods. `workloads`: also controllers, a scheduler and a simulated node. */
export type Profile = 'api' | 'workloads';

export const CONTROL_PLANE_PORTS = ['apiserver', 'etcd', 'etcdPeer', 'kubelet'] as const;
export type ControlPlanePorts = Ports<(typeof CONTROL_PLANE_PORTS)[number]>;

export interface ArgsContext {
  readonly profile: Profile;
  readonly dataDir: string;
  readonly files: CredentialFiles;
  readonly ports: ControlPlanePorts;
  /** After our own, for the API server. */
  readonly apiserverArgs?: readonly string[] | undefined;
}

/** Everything that makes a namespace usable, cleans it up and enforces its quota; nothing that makes pods. */
const API_CONTROLLERS = [
  'namespace-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
  'garbage-collector-controller',
  'resourcequota-controller',
  'persistentvolumeclaim-protection-controller',
];

/** Plain HTTP on the loopback, without fsync: for trying out, never for data that matters. */
export function etcdArgs({ dataDir, ports }: ArgsContext): string[] {
  const clientUrl = `http://127.0.0.1:${ports.etcd}`;
  const peerUrl = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${join(dataDir, 'etcd')}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync=true',
    '--auto-compaction-retention=1',
    '--quota-backend-bytes=8589934592',
    '--snapshot-count=10000',
    '--log-level=warn',
  ];
}

/** Needs no certificate made by hand: it writes its own into the certificate directory. */
export function apiserverArgs({ files, ports, apiserverArgs: more = [] }: ArgsContext): string[] {
  return [
    '--bind-address=127.0.0.1',
    // Given, because it is otherwise looked for in the default route, which a sandbox may not have.
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.apiserver}`,
    // Loopback addresses are no valid endpoints; without this it tries for ever.
    '--endpoint-reconciler-type=none',
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    `--cert-dir=${files.certDir}`,
    `--token-auth-file=${files.tokensFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.serviceAccountPublicKeyFile}`,
    `--service-account-signing-key-file=${files.serviceAccountKeyFile}`,
    '--authorization-mode=RBAC',
    // Room for the services of many charts at once.
    '--service-cluster-ip-range=10.96.0.0/16',
    '--allow-privileged=true',
    '--profiling=false',
    // One user asks: nothing is to be shared out fairly, and it costs 6 % of the API server's CPU.
    '--enable-priority-and-fairness=false',
    '--max-requests-inflight=1600',
    '--max-mutating-requests-inflight=800',
    ...more,
  ];
}

export function controllerManagerArgs({ profile, files }: ArgsContext): string[] {
  // Without a cloud or real nodes there are no addresses to hand out.
  const controllers = profile === 'api' ? API_CONTROLLERS : ['*', '-node-ipam-controller'];
  return [
    ...clientArgs(files),
    `--controllers=${controllers.join(',')}`,
    `--service-account-private-key-file=${files.serviceAccountKeyFile}`,
    `--root-ca-file=${files.caFile}`,
    '--use-service-account-credentials=false',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    '--concurrent-namespace-syncs=32',
  ];
}

export function schedulerArgs({ files }: ArgsContext): string[] {
  return [...clientArgs(files), '--kube-api-qps=200', '--kube-api-burst=400'];
}

/** Its kubelet API answers `kubectl logs` with the certificate of the API server, which does not check it. */
export function kwokArgs({ dataDir, files, ports }: ArgsContext): string[] {
  return [
    `--kubeconfig=${files.kubeconfigFile}`,
    `--config=${kwokStagesFile()}`,
    `--config=${podLogsFiles(dataDir).configFile}`,
    `--node-port=${ports.kubelet}`,
    `--server-address=127.0.0.1:${ports.kubelet}`,
    `--tls-cert-file=${files.caFile}`,
    `--tls-private-key-file=${files.apiserverKeyFile}`,
    '--manage-all-nodes=true',
    '--node-ip=127.0.0.1',
    // Its default of /24 is spent by 250 pods.
    '--cidr=10.128.0.0/12',
    '--node-lease-duration-seconds=40',
    '--v=WARN',
  ];
}

/** One replica and no port of its own. */
function clientArgs(files: CredentialFiles): string[] {
  return [`--kubeconfig=${files.kubeconfigFile}`, '--leader-elect=false', '--secure-port=0'];
}
