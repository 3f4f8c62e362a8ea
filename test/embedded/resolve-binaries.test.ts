import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDir, downloadedPath } from '../../src/embedded/cache.ts';
import { resolveBinaries } from '../../src/embedded/index.ts';
import { printing, temporaryDir, writeProgram } from './sandbox.ts';

async function emptyMachine() {
  const dir = await temporaryDir();
  const cacheDir = join(dir, 'cache');
  const binDir = join(dir, 'bin');
  await mkdir(binDir);
  return { dir, cacheDir, binDir, env: { PATH: binDir, MUSTER_OFFLINE: '1' } };
}

describe('the order of places', () => {
  test('is explicit, TEST_ASSET_*, KUBEBUILDER_ASSETS, downloads, builds, PATH', async () => {
    const { dir, cacheDir, binDir, env } = await emptyMachine();
    const name = 'kube-apiserver';
    const explicit = { [name]: join(dir, 'explicit', name) };
    const places = [
      [explicit[name], 'explicit'],
      [join(dir, 'asset', name), 'environment'],
      [join(dir, 'assets', name), 'environment'],
      [downloadedPath(cacheDir, name), 'cache'],
      [join(await buildDir(cacheDir), name), 'cache'],
      [join(binDir, name), 'path'],
    ] as const;
    for (const [path] of places) await writeProgram(path, printing('1.36.3'));
    const fullEnv = {
      ...env,
      TEST_ASSET_KUBE_APISERVER: join(dir, 'asset', name),
      KUBEBUILDER_ASSETS: join(dir, 'assets'),
    };

    for (const [index, [path, source]] of places.entries()) {
      const found = await resolveBinaries([name], {
        env: fullEnv,
        cacheDir,
        ...(index === 0 ? { explicit } : {}),
      });
      expect(found[name]).toEqual({ name, path, version: '1.36.3', source });
      await rm(path);
    }
  });

  test('goes on along PATH behind one that will not do', async () => {
    const { dir, cacheDir, binDir, env } = await emptyMachine();
    await writeProgram(join(binDir, 'kubectl'), printing('1.32.4'));
    const good = await writeProgram(join(dir, 'more', 'kubectl'), printing('1.37.0'));
    const PATH = `${binDir}:${join(dir, 'more')}`;
    const { kubectl } = await resolveBinaries(['kubectl'], { env: { ...env, PATH }, cacheDir });
    expect(kubectl).toMatchObject({ path: good, version: '1.37.0', source: 'path' });
  });
});

describe('a version that will not do', () => {
  test.each([
    ['kubectl', '1.34.9'],
    ['kubectl', '1.38.0'],
    ['kube-apiserver', '1.35.4'],
    ['etcd', '3.4.23'],
    ['etcd', '3.5.12'],
    ['helm', '4.2.4'],
    ['kwok', '0.7.0'],
    ['temporal', '1.8.3'],
  ] as const)('refuses %s %s', async (name, version) => {
    const { cacheDir, binDir, env } = await emptyMachine();
    await writeProgram(join(binDir, name), printing(version));
    await expect(resolveBinaries([name], { env, cacheDir })).rejects.toMatchObject({
      type: 'Embedded.BinaryMissing',
      message: expect.stringContaining(`PATH ${binDir}/${name}: is ${version}, `),
    });
  });

  test('is an error for a path that the user named, whatever else is there', async () => {
    const { dir, cacheDir, binDir, env } = await emptyMachine();
    await writeProgram(join(binDir, 'helm'), printing('3.22.0'));
    const old = await writeProgram(join(dir, 'helm'), printing('2.17.0'));
    await expect(resolveBinaries(['helm'], { env, cacheDir, explicit: { helm: old } })).rejects.toMatchObject({
      type: 'Embedded.BinaryMissing',
      message: `${old}, given for helm, is 2.17.0, 3.x is needed.`,
    });
  });

  test.each([
    ['exits with 3', 'exit 3', '--version exits with 3'],
    ['prints none', 'echo hello', '--version prints no version'],
  ])('is also that of a program which %s', async (_, body, reason) => {
    const { cacheDir, binDir, env } = await emptyMachine();
    await writeProgram(join(binDir, 'etcd'), body);
    await expect(resolveBinaries(['etcd'], { env, cacheDir })).rejects.toThrow(`PATH ${binDir}/etcd: ${reason}`);
  });
});

test('what cannot be had is one message with all that was tried and what helps', async () => {
  const { cacheDir, env } = await emptyMachine();
  const KUBEBUILDER_ASSETS = '/nowhere';
  const attempt = resolveBinaries(['kwok', 'etcd'], { env: { ...env, KUBEBUILDER_ASSETS }, cacheDir });
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  expect(String(error).split('\n')).toEqual([
    'EmbeddedServerError: No usable kwok, etcd. Tried:',
    '  kwok 0.8.0',
    '    KUBEBUILDER_ASSETS /nowhere/kwok: not there',
    `    cache ${downloadedPath(cacheDir, 'kwok')}: not there`,
    `    cache ${await buildDir(cacheDir)}/kwok: not there`,
    '    PATH: no kwok (0.8.x)',
    '    download: MUSTER_OFFLINE is set',
    '    build: Go 1.26.8 or newer is needed, there is none on PATH',
    '  etcd 3.6.16',
    '    KUBEBUILDER_ASSETS /nowhere/etcd: not there',
    `    cache ${downloadedPath(cacheDir, 'etcd')}: not there`,
    `    cache ${await buildDir(cacheDir)}/etcd: not there`,
    '    PATH: no etcd (3.x from 3.5.13)',
    process.platform === 'linux'
      ? '    download: MUSTER_OFFLINE is set'
      : '    download: nothing that can be verified is published for it',
    '    build: Go 1.26.8 or newer is needed, there is none on PATH',
    expect.stringMatching(/^What helps: .*Go 1\.26\.8.*KUBEBUILDER_ASSETS=DIR/),
  ]);
});
