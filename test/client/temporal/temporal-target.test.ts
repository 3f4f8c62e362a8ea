import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ClientError } from '../../../src/client/errors.ts';
import { configuredTemporal, localTemporal, webUiLink } from '../../../src/client/temporal/temporal-target.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** The configuration of a machine with that temporal.toml and nothing else. */
function configFile(content: string): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'muster-toml-'));
  directories.push(directory);
  const path = join(directory, 'temporal.toml');
  writeFileSync(path, content);
  return { TEMPORAL_CONFIG_FILE: path };
}

/** Names no address for the profile that is in use. */
const elsewhere = '[profile.other]\naddress = "other:7233"\n';
const toml = '[profile.default]\naddress = "toml:7233"\nnamespace = "of-toml"\n';

it('the address is that of the flag, else of the environment, else of temporal.toml', () => {
  const file = configFile(toml);
  const env = { ...file, TEMPORAL_ADDRESS: 'env:7233' };
  expect(configuredTemporal({ temporalAddress: 'flag:7233' }, env)?.address).toBe('flag:7233');
  expect(configuredTemporal({}, env)?.address).toBe('env:7233');
  expect(configuredTemporal({}, file)).toMatchObject({
    address: 'toml:7233',
    temporalNamespace: 'of-toml',
    kind: 'configured',
  });
});

it('no address anywhere means the local Temporal', () => {
  expect(configuredTemporal({}, configFile(elsewhere))).toBeUndefined();
  expect(configuredTemporal({}, { ...configFile(elsewhere), TEMPORAL_ADDRESS: '' })).toBeUndefined();
});

it('a namespace without an address is refused instead of being looked for in the local Temporal', () => {
  expect(() => configuredTemporal({ temporalNamespace: 'team' }, configFile(elsewhere))).toThrow(ClientError);
});

it('a configuration that cannot be read is a usage error', () => {
  expect(() => configuredTemporal({}, configFile('[profile'))).toThrow(ClientError);
  expect(() => configuredTemporal({}, { ...configFile(toml), TEMPORAL_PROFILE: 'none' })).toThrow(ClientError);
});

const configOf = (temporalAddress: string) => ({
  path: '/repo/muster.config.yaml',
  name: 'muster.config.yaml',
  dir: '/repo',
  values: { temporalAddress },
});

it.each([
  ['an API key', elsewhere, { TEMPORAL_API_KEY: 'k' }],
  ['metadata', elsewhere, { TEMPORAL_GRPC_META_AUTHORIZATION: 'Bearer k' }],
  ['a client certificate', elsewhere, { TEMPORAL_TLS_CLIENT_CERT_DATA: 'c', TEMPORAL_TLS_CLIENT_KEY_DATA: 'k' }],
  ['an API key for another address', `${toml}api_key = "k"\n`, {}],
])('a configuration file cannot have %s sent to an address of its own', (_, content, env) => {
  const all = { ...configFile(content), ...env };
  expect(() => configuredTemporal({}, all, configOf('evil:7233'))).toThrow(
    expect.objectContaining({
      exitCode: 2,
      fixes: expect.arrayContaining([expect.stringContaining('--temporal-address evil:7233')]) as string[],
    }),
  );
  expect(configuredTemporal({ temporalAddress: 'evil:7233' }, all, configOf('evil:7233'))?.address).toBe('evil:7233');
});

it('a configuration file may name an address where no credentials are, or that they are for', () => {
  expect(configuredTemporal({}, configFile(toml), configOf('team:7233'))?.address).toBe('team:7233');
  const withKey = configFile(`${toml}api_key = "k"\n`);
  expect(configuredTemporal({}, withKey, configOf('toml:7233'))?.connection.apiKey).toBe('k');
  const env = { ...configFile(elsewhere), TEMPORAL_ADDRESS: 'env:7233', TEMPORAL_API_KEY: 'k' };
  expect(configuredTemporal({}, env, configOf('evil:7233'))?.address).toBe('env:7233');
});

it('a worker reaches the same server by TEMPORAL_ variables, flags included', () => {
  const env = { ...configFile(toml), TEMPORAL_API_KEY: 'k', OTHER: 'x' };
  const target = configuredTemporal({ temporalAddress: 'flag:7233' }, env);
  expect(target?.env).toMatchObject({ TEMPORAL_ADDRESS: 'flag:7233', TEMPORAL_API_KEY: 'k' });
  expect(target?.env).not.toHaveProperty('OTHER');
});

it('a link to the Web UI escapes ids, and is left out when nobody knows where the UI is', () => {
  const local = localTemporal({ address: '127.0.0.1:1', uiUrl: 'http://127.0.0.1:8233/' });
  expect(webUiLink(local, 'muster-a/b', 'r1')).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/muster-a%2Fb/r1/history',
  );
  const configured = configuredTemporal({ temporalAddress: 'x:7233' }, configFile(elsewhere));
  expect(configured && webUiLink(configured, 'muster-a')).toBeUndefined();
});
