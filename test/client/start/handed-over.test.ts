import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveRunOptions, type RunFlags } from '../../../src/client/options/options.ts';
import { fileVariablesOf, refuseEnvFiles, secretsInPlainSight } from '../../../src/client/start/handed-over.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';

const nothing = { isDirectory: () => false, exists: () => false };

async function given(flags: RunFlags, configured: { envFiles?: string[]; passEnv?: string[] } = {}) {
  const dir = await temporaryDirectory({ 'team.env': 'API_URL=https://example.com/x' });
  const invocation = fakeInvocation(dir);
  const config = { path: join(dir, 'muster.config.yaml'), name: 'muster.config.yaml', dir, values: configured };
  return { invocation, flags, options: resolveRunOptions([], flags, {}, dir, nothing, config) };
}

describe('env files', () => {
  test('of a run on this machine are read, from the current directory', async () => {
    const { invocation, options, flags } = await given({ envFile: ['team.env'] });
    const variables = await fileVariablesOf(invocation, options, flags);
    expect(Object.fromEntries(variables)).toEqual({ API_URL: 'https://example.com/x' });
  });

  test('are refused for workers of somebody else, with the flag that helps', async () => {
    const { invocation, options, flags } = await given({ envFile: ['team.env'], taskQueue: 'team' });
    await expect(fileVariablesOf(invocation, options, flags)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--env-file') as string,
      fixes: [expect.stringContaining('--pass-env NAME')],
    });
  });

  test('that only a configuration file names, which may be for other runs, are passed over with a line', async () => {
    const { invocation, options, flags } = await given({ taskQueue: 'team' }, { envFiles: ['team.env'] });
    expect((await fileVariablesOf(invocation, options, flags)).size).toBe(0);
    expect(invocation.err()).toContain('env files are not read');
  });

  test('are refused for a schedule', async () => {
    const { invocation, options, flags } = await given({ envFile: ['team.env'] });
    expect(() => refuseEnvFiles(invocation, options, flags, 'a schedule keeps no secrets')).toThrow(
      '--env-file: a schedule keeps no secrets',
    );
  });
});

test('--pass-env is refused where scripts get the whole environment anyway, unless a configuration file says it', async () => {
  const refused = await given({ passEnv: ['HOME'] });
  await expect(fileVariablesOf(refused.invocation, refused.options, refused.flags)).rejects.toMatchObject({
    exitCode: 2,
  });
  const fine = await given({}, { passEnv: ['HOME'] });
  expect((await fileVariablesOf(fine.invocation, fine.options, fine.flags)).size).toBe(0);
  const remote = await given({ passEnv: ['HOME'], taskQueue: 'team' });
  expect((await fileVariablesOf(remote.invocation, remote.options, remote.flags)).size).toBe(0);
});

test('a name of a secret that nothing is redacted for is told before the run', async () => {
  const { options } = await given({
    secretEnv: ['TYPO', 'PIN', 'FLAG', 'EMPTY', 'GOOD', 'FROM_FILE', 'FROM_SCRIPT', 'TYPO'],
  });
  const env = { PIN: '1234', FLAG: 'enabled', EMPTY: '', GOOD: 'hunter2-hunter2' };
  const plan = [{ path: 'a.sh', resultName: 'a', digest: '', env: { FROM_SCRIPT: 'x' } }];
  expect(secretsInPlainSight(options, env, new Map([['FROM_FILE', 'hunter3-hunter3']]), plan)).toEqual([
    '! TYPO is to be kept secret, but there is no such variable here',
    '! PIN is to be kept secret, but is too short or too common a word to be taken out of logs',
    '! FLAG is to be kept secret, but is too short or too common a word to be taken out of logs',
  ]);
  const remote = await given({ secretEnv: ['TYPO'], taskQueue: 'team' });
  expect(secretsInPlainSight(remote.options, {}, new Map(), undefined)).toEqual([]);
});
