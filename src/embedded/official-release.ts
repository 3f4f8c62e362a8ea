import { basename } from 'node:path';
import { CATALOG, type BinaryName } from './catalog.ts';

/** Where a vendor publishes a program and the digests of what was published. */
export interface OfficialRelease {
  readonly url: string;
  /** The vendor's checksum file; for kwok, which has none, the release's own record with the digest of each asset. */
  readonly checksumsUrl: string;
  /** The program's path inside the archive; absent when the file is the program itself. */
  readonly archiveMember?: string;
}

/**
 * Undefined when the vendor publishes nothing usable for this platform: the Kubernetes servers exist for Linux only,
 * etcd's macOS archive is a zip. Those are built.
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
      return {
        url: `https://github.com/kubernetes-sigs/kwok/releases/download/v${version}/kwok-${platform}-${arch}`,
        checksumsUrl: `https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags/v${version}`,
      };
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
 * The SHA-256 (lower-case hex) that is stated for the file at `url`: a bare digest, lines of digest and file name as
 * written by sha256sum, or GitHub's record of a release
 * (https://docs.github.com/en/rest/releases/releases#get-a-release-by-tag-name: `assets[].digest`). Undefined when it
 * states none.
 */
export function statedDigest(checksums: string, url: string): string | undefined {
  const fileName = basename(new URL(url).pathname);
  if (checksums.trimStart().startsWith('{')) return digestInRelease(checksums, fileName);
  const lines = checksums.split('\n').map((line) => line.trim().split(/\s+/));
  const bare = lines.filter((fields) => fields[0] !== '');
  if (bare.length === 1 && bare[0]?.length === 1) return digest(bare[0][0]);
  const line = lines.find(([, name]) => name !== undefined && basename(name.replace(/^\*/, '')) === fileName);
  return digest(line?.[0]);
}

function digestInRelease(record: string, fileName: string): string | undefined {
  try {
    const { assets } = JSON.parse(record) as { assets?: { name?: string; digest?: string }[] };
    return digest(assets?.find(({ name }) => name === fileName)?.digest?.replace(/^sha256:/, ''));
  } catch {
    return undefined;
  }
}

function digest(field: string | undefined): string | undefined {
  return field !== undefined && /^[0-9a-f]{64}$/i.test(field) ? field.toLowerCase() : undefined;
}
