import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryDigest } from '../../../src/artifacts/index.ts';
import { resolveRunOptions, type RunFlags } from '../../../src/client/options/options.ts';
import { checkStartable } from '../../../src/client/start/plan-locally.ts';
import { travellingScenarios } from '../../../src/client/start/travelling-scenarios.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';

const facts = { isDirectory: () => false, exists: () => false };

async function suite(flags: RunFlags, env: Record<string, string> = {}) {
  const dir = await temporaryDirectory({ 'scenarios/a.sh': 'exit 0' });
  const invocation = fakeInvocation(dir, env);
  const options = () => resolveRunOptions([], flags, env, dir, facts);
  return { dir, options, travel: () => travellingScenarios(invocation, options()), said: invocation.err };
}

describe('to workers of somebody else', () => {
  test('goes the digest of a directory that is here, and nothing of one that only they have', async () => {
    const { dir, travel } = await suite({ taskQueue: 'team' });
    const { digest } = await directoryDigest(join(dir, 'scenarios'));
    expect(await travel()).toEqual({ scenariosDigest: digest });
    const elsewhere = await suite({ taskQueue: 'team', scenariosDir: 'theirs' });
    expect(await elsewhere.travel()).toEqual({});
  });

  test('goes a bundle through the store that is named, once', async () => {
    const { dir, travel, said } = await suite({ taskQueue: 'team', bundle: true, artifacts: './store' });
    const { digest } = await directoryDigest(join(dir, 'scenarios'));
    expect(await travel()).toEqual({ bundleDigest: digest });
    expect(await travel()).toEqual({ bundleDigest: digest });
    expect(await readdir(join(dir, 'store/bundles'))).toEqual([`${digest}.tar.gz`]);
    expect(said()).toMatch(/bundle [0-9a-f]{12} \(1 file, \d+ bytes\) sent to .*store\n.*already in/);
  });

  test('goes no bundle without a store, of a directory that is not here, or with a link that leads out of it', async () => {
    expect((await suite({ taskQueue: 'team', bundle: true })).options).toThrow('there is no artifact store');
    const missing = await suite({ taskQueue: 'team', bundle: true, scenariosDir: 'x' }, { MUSTER_ARTIFACTS: '/tmp/s' });
    await expect(missing.travel()).rejects.toMatchObject({ type: 'Plan.NoDirectory' });
    const linked = await suite({ taskQueue: 'team', bundle: true, artifacts: 'store' });
    await symlink('../outside', join(linked.dir, 'scenarios/link'));
    await mkdir(join(linked.dir, 'outside'));
    await expect(linked.travel()).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
  });

  test('paths of a bundle are those of this machine, without one they are theirs', async () => {
    const env = { MUSTER_ARTIFACTS: 's3://bucket/prefix' };
    const sent = await suite({ taskQueue: 'team', bundle: true }, env);
    expect(sent.options()).toMatchObject({
      scenariosDir: join(sent.dir, 'scenarios'),
      artifacts: 's3://bucket/prefix',
    });
    expect((await suite({ taskQueue: 'team' }, env)).options()).toMatchObject({ scenariosDir: 'scenarios' });
  });
});

test.each<RunFlags>([{ bundle: true }, { bundle: true, embedded: true }])(
  'on this machine nothing is sent, and that is said: %j',
  async (flags) => {
    const { travel, said } = await suite(flags);
    expect(await travel()).toEqual({});
    expect(said()).toContain('no bundle is sent');
  },
);

test('an address that is none is refused before anything is started', async () => {
  const { options } = await suite({ taskQueue: 'team', bundle: true, artifacts: 's3://key:secret@bucket/prefix' });
  await expect(checkStartable(options(), undefined)).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
});
