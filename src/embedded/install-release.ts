import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import { downloadedPath } from './cache.ts';
import { CATALOG, type BinaryName } from './catalog.ts';
import { DownloadError, downloadFile, downloadText } from './download.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { onMirror, statedDigest, type OfficialRelease } from './official-release.ts';
import type { OnProgress } from './progress.ts';
import { checkVersion } from './version-check.ts';

/** What is kept beside a downloaded program as `NAME.json`: what was verified, against what, and when. */
interface DownloadRecord {
  readonly name: BinaryName;
  readonly version: string;
  readonly url: string;
  readonly checksumsUrl: string;
  /** Of the file at `url`, equal to what the checksum file states. */
  readonly sha256: string;
  /** RFC 3339. */
  readonly verifiedAt: string;
}

export interface InstallOptions {
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/**
 * Downloads an official release, verifies it against the vendor's checksum file and puts program and record into the
 * cache, each by one rename. `MUSTER_DOWNLOAD_MIRROR` names a mirror (which is then trusted like the vendor).
 * @returns the version that the program itself prints.
 * @throws EmbeddedServerError `Embedded.ChecksumMismatch`; DownloadError for everything that is merely not to be had.
 */
export async function installRelease(
  name: BinaryName,
  release: OfficialRelease,
  { cacheDir, env, onProgress }: InstallOptions,
): Promise<string> {
  const target = downloadedPath(cacheDir, name);
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(join(dirname(target), '.download-'));
  try {
    const record = await downloadVerified(name, release, join(work, 'file'), env, onProgress);
    const program = await unpack(release, work);
    await chmod(program, 0o755);
    const check = await checkVersion(name, program, env);
    if ('refusal' in check) throw new DownloadError(`${record.url}: ${check.refusal}`, false);
    await writeFile(join(work, 'record'), `${JSON.stringify(record, null, 2)}\n`);
    await rename(join(work, 'record'), `${target}.json`);
    await rename(program, target);
    return check.version;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function downloadVerified(
  name: BinaryName,
  release: OfficialRelease,
  file: string,
  env: NodeJS.ProcessEnv,
  onProgress: OnProgress,
): Promise<DownloadRecord> {
  const mirror = env['MUSTER_DOWNLOAD_MIRROR'];
  const url = onMirror(release.url, mirror);
  const checksumsUrl = onMirror(release.checksumsUrl, mirror);
  const stated = statedDigest(await downloadText(checksumsUrl), url);
  if (stated === undefined) throw new DownloadError(`${checksumsUrl}: states no SHA-256 for ${name}`, false);
  const sha256 = await downloadFile(url, file, (done, total) => {
    onProgress({ step: `downloading ${name}`, done, ...(total === undefined ? {} : { total }) });
  });
  if (sha256 !== stated) {
    throw new EmbeddedServerError(
      'Embedded.ChecksumMismatch',
      `${url} is not what its vendor has published: ${checksumsUrl} states SHA-256 ${stated}, what arrived has ${sha256}. ` +
        'It was thrown away. MUSTER_OFFLINE=1 builds from source instead.',
    );
  }
  return { name, version: CATALOG[name].version, url, checksumsUrl, sha256, verifiedAt: new Date().toISOString() };
}

async function unpack(release: OfficialRelease, work: string): Promise<string> {
  const file = join(work, 'file');
  const member = release.archiveMember;
  if (member === undefined) return file;
  await extract({ file, cwd: work, filter: (path) => path.replace(/^\.\//, '') === member });
  return join(work, member);
}
