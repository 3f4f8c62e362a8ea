import { basename } from 'node:path';
import { CATALOG, type BinaryName } from './catalog.ts';

/** Where a vendor publishes a program and the checksum file that the vendor publishes for it. */
export interface OfficialRelease {
  readonly url: string;
  readonly checksumsUrl: string;
  /** The program's path inside the archive; absent when the file is the program itself. */
  readonly archiveMember?: string;
}

/**
 * Undefined when the vendor publishes nothing that can be verified for this platform: kwok has no checksum file at all,
 * the Kubernetes servers exist for Linux only, etcd's macOS archive is a zip. Those are built.
 */
export function officialRelease(
  name: BinaryName,
  platform: NodeJS.Platform = process.platform,
  nodeArch: string = process.arch,
): OfficialRelease | undefined {
  const arch = { x64: 'amd64', arm64: 'arm64' }[nodeArch];
  if (arch === undefined || (platform !== 'linux' && platform !== 'darwin')) return undefined;
  const { version } = CATALOG[name];
  switch (name) {
    case 'kube-apiserver':
    case 'kube-controller-manager':
    case 'kube-scheduler':
      return platform === 'linux' ? kubernetesRelease(name, version, platform, arch) : undefined;
    case 'kubectl':
      return kubernetesRelease(name, version, platform, arch);
    case 'etcd':
      return platform === 'linux' ? etcdRelease(version, arch) : undefined;
    case 'helm': {
      const url = `https://get.helm.sh/helm-v${version}-${platform}-${arch}.tar.gz`;
      return { url, checksumsUrl: `${url}.sha256sum`, archiveMember: `${platform}-${arch}/helm` };
    }
    case 'temporal': {
      const base = `https://github.com/temporalio/cli/releases/download/v${version}`;
      return {
        url: `${base}/temporal_cli_${version}_${platform}_${arch}.tar.gz`,
        checksumsUrl: `${base}/checksums.txt`,
        archiveMember: 'temporal',
      };
    }
    case 'kwok':
      return undefined;
  }
}

function kubernetesRelease(name: BinaryName, version: string, platform: string, arch: string): OfficialRelease {
  const url = `https://dl.k8s.io/release/v${version}/bin/${platform}/${arch}/${name}`;
  return { url, checksumsUrl: `${url}.sha256` };
}

function etcdRelease(version: string, arch: string): OfficialRelease {
  const base = `https://github.com/etcd-io/etcd/releases/download/v${version}`;
  const stem = `etcd-v${version}-linux-${arch}`;
  return { url: `${base}/${stem}.tar.gz`, checksumsUrl: `${base}/SHA256SUMS`, archiveMember: `${stem}/etcd` };
}

/** The same address on a mirror that keeps each vendor's files below the vendor's host name. */
export function onMirror(url: string, mirror: string | undefined): string {
  if (mirror === undefined || mirror === '') return url;
  const { host, pathname } = new URL(url);
  return `${mirror.replace(/\/+$/, '')}/${host}${pathname}`;
}

/**
 * The SHA-256 (lower-case hex) that a checksum file states for the file at `url`: either a bare digest, or lines of
 * digest and file name as written by sha256sum. Undefined when it states none.
 */
export function statedDigest(checksums: string, url: string): string | undefined {
  const fileName = basename(new URL(url).pathname);
  const lines = checksums.split('\n').map((line) => line.trim().split(/\s+/));
  const bare = lines.filter((fields) => fields[0] !== '');
  if (bare.length === 1 && bare[0]?.length === 1) return digest(bare[0][0]);
  const line = lines.find(([, name]) => name !== undefined && basename(name.replace(/^\*/, '')) === fileName);
  return digest(line?.[0]);
}

function digest(field: string | undefined): string | undefined {
  return field !== undefined && /^[0-9a-f]{64}$/i.test(field) ? field.toLowerCase() : undefined;
}
