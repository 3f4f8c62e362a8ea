import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { buildDir } from '../../src/embedded/cache.ts';
import { BINARY_NAMES, resolveBinaries, type Progress } from '../../src/embedded/index.ts';
import { installFakeGo, type FakeGo } from './fake-go.ts';
import { printing, temporaryDir, writeProgram } from './sandbox.ts';

async function machineWithGo(options: Parameters<typeof installFakeGo>[1] = {}) {
  const dir = await temporaryDir();
  const go = await installFakeGo(dir, options);
  return { dir, go, options: { env: { PATH: dir, MUSTER_OFFLINE: '1' }, cacheDir: join(dir, 'cache') } };
}

async function buildCount(go: FakeGo): Promise<number> {
  return (await go.calls()).filter((call) => call.startsWith('build ')).length;
}

test('all that is missing is built in one command, and what is there is left out', async () => {
  const { dir, go, options } = await machineWithGo();
  await writeProgram(join(dir, 'helm'), printing('3.22.0'));
  const found = await resolveBinaries(BINARY_NAMES, options);
  expect(found.helm.source).toBe('path');
  expect(found.etcd).toEqual({
    name: 'etcd',
    path: join(await buildDir(options.cacheDir), 'etcd'),
    version: '3.6.16',
    source: 'build',
  });
  const builds = (await go.calls()).filter((call) => call.startsWith('build '));
  expect(builds).toHaveLength(1);
  expect(builds[0]).toContain('k8s.io/kubernetes/cmd/kube-apiserver');
  expect(builds[0]).not.toContain('helm.sh/helm/v3/cmd/helm');
});

test('the second start builds nothing and asks Go nothing', async () => {
  const { go, options } = await machineWithGo();
  await resolveBinaries(BINARY_NAMES, options);
  const before = await go.calls();
  const found = await resolveBinaries(BINARY_NAMES, options);
  expect(Object.values(found).map(({ source }) => source)).toEqual(BINARY_NAMES.map(() => 'cache'));
  expect(await go.calls()).toEqual(before);
});

test('of two processes that need the same programs one builds, and the other says that it waits', async () => {
  const dir = await temporaryDir();
  const gate = join(dir, 'gate');
  const beforeBuild = `while [ ! -e ${gate} ]; do /bin/sleep 0.02; done`;
  const { go, options } = await machineWithGo({ beforeBuild });
  const waits: Progress[] = [];
  const onProgress = (progress: Progress) => {
    if (!progress.step.startsWith('waiting')) return;
    waits.push(progress);
    void writeFile(gate, '');
  };
  const found = await Promise.all([1, 2].map(() => resolveBinaries(['kwok'], { ...options, onProgress })));
  expect(await buildCount(go)).toBe(1);
  expect(found.map(({ kwok }) => kwok.source).toSorted()).toEqual(['build', 'cache']);
  expect(waits[0]?.step).toBe(`waiting for process ${process.pid}, which is fetching the same programs`);
});

test('the lock of a process that has died holds nobody up', async () => {
  const { go, options } = await machineWithGo();
  const dead = execa(process.execPath, ['-e', '']);
  await dead;
  await writeProgram(join(options.cacheDir, 'fetch.lock'), '');
  await writeFile(join(options.cacheDir, 'fetch.lock'), JSON.stringify({ pid: dead.pid, startedAt: 'long ago' }));
  await resolveBinaries(['kwok'], options);
  expect(await buildCount(go)).toBe(1);
  expect(await readdir(options.cacheDir)).toEqual(['build']);
});

test('progress counts packages up to the total that is to be compiled', async () => {
  const dir = await temporaryDir();
  const seen = join(dir, 'seen');
  const beforeBuild = `while [ ! -e ${seen} ]; do /bin/sleep 0.02; done`;
  const { options } = await machineWithGo({ beforeBuild });
  const counts: Progress[] = [];
  const onProgress = (progress: Progress) => {
    if (progress.total === undefined) return;
    counts.push(progress);
    void writeFile(seen, '');
  };
  await resolveBinaries(['kwok'], { ...options, onProgress });
  // Two packages from the fake `go list`, and one program to link.
  expect(counts[0]).toEqual({ step: 'building kwok with Go', done: 0, total: 3 });
});

test('a build that fails is reported with the last lines of the compiler, and leaves nothing behind', async () => {
  const { options } = await machineWithGo({ beforeBuild: 'echo "x.go:1: undefined: y" >&2; exit 2' });
  await expect(resolveBinaries(['kwok'], options)).rejects.toMatchObject({
    type: 'Embedded.BuildFailed',
    message: 'Building kwok with Go failed (exit code 2):\n  x.go:1: undefined: y',
  });
  expect(await readdir(join(options.cacheDir, 'build'))).toEqual([]);
});

test.each([
  ['1.25.4', 'the one on PATH is 1.25.4'],
  ['1.26', 'the one on PATH is 1.26.0'],
])('Go %s is refused in a sentence and not called to build', async (version, phrase) => {
  const { go, options } = await machineWithGo({ version });
  await expect(resolveBinaries(['kwok'], options)).rejects.toThrow(`Go 1.26.8 or newer is needed, ${phrase}`);
  expect(await buildCount(go)).toBe(0);
});
