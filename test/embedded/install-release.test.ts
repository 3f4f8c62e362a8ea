import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import { downloadedPath } from '../../src/embedded/cache.ts';
import { CATALOG } from '../../src/embedded/catalog.ts';
import { resolveBinaries, type Progress } from '../../src/embedded/index.ts';
import { onMirror, officialRelease, type OfficialRelease } from '../../src/embedded/official-release.ts';
import { installFakeGo } from './fake-go.ts';
import { sha256, startFakeVendor } from './fake-vendor.ts';
import { printing, temporaryDir } from './sandbox.ts';

const kubectl = released('kubectl');
const helm = released('helm');
const kubectlFile = Buffer.from(`#!/bin/sh\n${printing(CATALOG.kubectl.version)}\n`);

function released(name: 'kubectl' | 'helm' | 'temporal'): OfficialRelease {
  const release = officialRelease(name);
  if (release === undefined) throw new Error(`nothing is published for ${process.platform} ${process.arch}`);
  return release;
}

async function archive(member: string, body: string): Promise<Buffer> {
  const dir = await temporaryDir();
  await mkdir(dirname(join(dir, member)), { recursive: true });
  await writeFile(join(dir, member), `#!/bin/sh\n${body}\n`);
  await chmod(join(dir, member), 0o755);
  await writeFile(join(dir, 'LICENSE'), 'beside it');
  await create({ gzip: true, file: join(dir, 'archive'), cwd: dir }, [member, 'LICENSE']);
  return readFile(join(dir, 'archive'));
}

async function emptyMachine() {
  const vendor = await startFakeVendor();
  const cacheDir = await temporaryDir();
  return { vendor, cacheDir, env: { PATH: '', MUSTER_DOWNLOAD_MIRROR: vendor.mirror } };
}

test('a program is downloaded, verified against the published checksum file, and recorded', async () => {
  const { vendor, cacheDir, env } = await emptyMachine();
  vendor.publish(kubectl, kubectlFile);
  const progress: Progress[] = [];
  const found = await resolveBinaries(['kubectl'], { env, cacheDir, onProgress: (step) => progress.push(step) });

  const path = downloadedPath(cacheDir, 'kubectl');
  expect(found.kubectl).toEqual({ name: 'kubectl', path, version: CATALOG.kubectl.version, source: 'download' });
  expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toEqual({
    name: 'kubectl',
    version: CATALOG.kubectl.version,
    url: onMirror(kubectl.url, vendor.mirror),
    checksumsUrl: onMirror(kubectl.checksumsUrl, vendor.mirror),
    sha256: sha256(kubectlFile),
    verifiedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(progress.at(-1)).toEqual({
    step: 'downloading kubectl',
    done: kubectlFile.length,
    total: kubectlFile.length,
  });
  expect((await readdir(dirname(path))).toSorted()).toEqual(['kubectl', 'kubectl.json']);
});

test('the second resolution takes it from the cache and asks nobody', async () => {
  const { vendor, cacheDir, env } = await emptyMachine();
  vendor.publish(kubectl, kubectlFile);
  await resolveBinaries(['kubectl'], { env, cacheDir });
  const before = [...vendor.asked];
  const { kubectl: again } = await resolveBinaries(['kubectl'], { env, cacheDir });
  expect(again.source).toBe('cache');
  expect(vendor.asked).toEqual(before);
});

test.each(['helm', 'temporal'] as const)('%s is taken out of its archive', async (name) => {
  const { vendor, cacheDir, env } = await emptyMachine();
  const release = released(name);
  vendor.publish(release, await archive(String(release.archiveMember), printing(CATALOG[name].version)));
  const found = await resolveBinaries([name], { env, cacheDir });
  expect(found[name]).toMatchObject({ source: 'download', version: CATALOG[name].version });
});

test('what does not match the published checksum is refused and not kept', async () => {
  const { vendor, cacheDir, env } = await emptyMachine();
  const stated = sha256(Buffer.from('what the vendor built'));
  vendor.publish(kubectl, kubectlFile, stated);
  await expect(resolveBinaries(['kubectl'], { env, cacheDir })).rejects.toMatchObject({
    type: 'Embedded.ChecksumMismatch',
    message: expect.stringContaining(`states SHA-256 ${stated}, what arrived has ${sha256(kubectlFile)}`),
  });
  expect(await readdir(dirname(downloadedPath(cacheDir, 'kubectl')))).toEqual([]);
});

test('a checksum file without a digest for the program verifies nothing', async () => {
  const { vendor, cacheDir, env } = await emptyMachine();
  vendor.publish(kubectl, kubectlFile, 'not a digest');
  await expect(resolveBinaries(['kubectl'], { env, cacheDir })).rejects.toThrow('states no SHA-256 for kubectl');
  expect(vendor.asked).toHaveLength(1);
});

test('what a vendor does not have is built, and the next program is downloaded all the same', async () => {
  const { vendor, cacheDir, env } = await emptyMachine();
  const bin = await temporaryDir();
  await installFakeGo(bin);
  vendor.publish(kubectl, kubectlFile);
  const found = await resolveBinaries(['helm', 'kubectl'], { env: { ...env, PATH: bin }, cacheDir });
  expect([found.helm.source, found.kubectl.source]).toEqual(['build', 'download']);
  expect(vendor.asked[0]).toBe(onMirror(helm.checksumsUrl, '/'));
});

test('a closed network is tried once', async () => {
  const cacheDir = await temporaryDir();
  const env = { PATH: '', MUSTER_DOWNLOAD_MIRROR: `http://127.0.0.1:${await closedPort()}` };
  const attempt = resolveBinaries(['helm', 'kubectl'], { env, cacheDir });
  const message = String(await attempt.catch((error: unknown) => error));
  expect(message).toContain('helm-v3.22.0');
  expect(message).toContain('.tar.gz.sha256sum: ECONNREFUSED');
  expect(message).toContain('download: not tried, the network is closed');
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
