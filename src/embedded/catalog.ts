import { isAtLeast, type Version } from './version.ts';

export const BINARY_NAMES = [
  'temporal',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'kubectl',
  'helm',
] as const;

export type BinaryName = (typeof BINARY_NAMES)[number];

/** What is known of a program before one is found. The versions are those of `tools/go.mod`; a test compares them. */
export interface CatalogEntry {
  /** The version that is downloaded or built, without `v`. */
  readonly version: string;
  /** Arguments that print the version and end. */
  readonly versionArgs: readonly string[];
  /** Whether one that was found will do. */
  readonly accepts: (version: Version) => boolean;
  /** What {@link accepts} wants, for messages. */
  readonly wanted: string;
  /** Main package in the module `tools/`. */
  readonly goPackage: string;
  /** Module of that package, whose version is pinned in `tools/go.mod`. */
  readonly goModule: string;
}

const KUBERNETES_VERSION = '1.36.3';
const KUBERNETES_MINOR = 36;
const ETCD_LEAST: Version = { major: 3, minor: 5, patch: 13 };
const TEMPORAL_VERSION: Version = { major: 1, minor: 8, patch: 2 };

function kubernetes(name: string): CatalogEntry {
  return {
    version: KUBERNETES_VERSION,
    versionArgs: ['--version'],
    accepts: (version) => version.major === 1 && version.minor === KUBERNETES_MINOR,
    wanted: `1.${KUBERNETES_MINOR}.x`,
    goPackage: `k8s.io/kubernetes/cmd/${name}`,
    goModule: 'k8s.io/kubernetes',
  };
}

export const CATALOG: Readonly<Record<BinaryName, CatalogEntry>> = {
  temporal: {
    version: '1.8.2',
    versionArgs: ['--version'],
    // The database file of its dev server has no migrations, so another version may not read it.
    accepts: (version) => isAtLeast(version, TEMPORAL_VERSION) && isAtLeast(TEMPORAL_VERSION, version),
    wanted: 'exactly 1.8.2',
    goPackage: 'github.com/temporalio/cli/cmd/temporal',
    goModule: 'github.com/temporalio/cli',
  },
  etcd: {
    version: '3.6.16',
    versionArgs: ['--version'],
    // Older ones lack RequestWatchProgress, without which the API server breaks list-watch requests.
    accepts: (version) => version.major === 3 && isAtLeast(version, ETCD_LEAST),
    wanted: '3.x from 3.5.13',
    goPackage: 'go.etcd.io/etcd/server/v3',
    goModule: 'go.etcd.io/etcd/server/v3',
  },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kwok: {
    version: '0.8.0',
    versionArgs: ['--version'],
    accepts: (version) => version.major === 0 && version.minor === 8,
    wanted: '0.8.x',
    goPackage: 'sigs.k8s.io/kwok/cmd/kwok',
    goModule: 'sigs.k8s.io/kwok',
  },
  kubectl: {
    ...kubernetes('kubectl'),
    versionArgs: ['version', '--client'],
    // https://kubernetes.io/releases/version-skew-policy/#kubectl
    accepts: (version) => version.major === 1 && Math.abs(version.minor - KUBERNETES_MINOR) <= 1,
    wanted: `1.${KUBERNETES_MINOR - 1}.x to 1.${KUBERNETES_MINOR + 1}.x`,
  },
  helm: {
    version: '3.22.0',
    versionArgs: ['version', '--short'],
    accepts: (version) => version.major === 3,
    wanted: '3.x',
    goPackage: 'helm.sh/helm/v3/cmd/helm',
    goModule: 'helm.sh/helm/v3',
  },
};
