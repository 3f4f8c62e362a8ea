import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectCluster, loadCluster } from '../../../src/kubernetes/index.ts';
import { temporaryDir } from '../../support/cluster.ts';

async function secretsIn(user: object): Promise<readonly string[]> {
  const dir = temporaryDir();
  const source = join(dir, 'config');
  const content = {
    'current-context': 'one',
    clusters: [{ name: 'c', cluster: { server: 'https://one.example:6443' } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(source, JSON.stringify(content));
  const client = connectCluster(loadCluster({ kubeconfigPath: source }, {}));
  return await client.writeKubeconfig({ namespace: 'n', path: join(dir, 'for-script') });
}

const pem = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n';
const keyData = Buffer.from(pem).toString('base64');

test.each([
  ['a token', { token: 'abc.def' }, ['abc.def']],
  ['a password, not the name', { username: 'jo', password: 'hunter-2' }, ['hunter-2']],
  [
    'a private key, written and meant',
    { 'client-key-data': keyData, 'client-certificate-data': 'eA==' },
    [keyData, pem],
  ],
  [
    'what an auth provider keeps',
    {
      'auth-provider': {
        name: 'oidc',
        config: { 'id-token': 'i', 'client-secret': 's', 'idp-issuer-url': 'https://x' },
      },
    },
    ['i', 's'],
  ],
  [
    "a plugin's environment",
    {
      exec: {
        command: 'login',
        args: ['x'],
        env: [
          { name: 'A_TOKEN', value: 't' },
          { name: 'REGION', value: 'eu' },
        ],
      },
    },
    ['t'],
  ],
  ['nothing of files', { tokenFile: '/t', 'client-key': '/k', token: '' }, []],
  [
    'nothing of what is not what it should be',
    { token: 1, exec: { env: ['x', null, { name: 2 }] }, 'auth-provider': 'x' },
    [],
  ],
])('of a kubeconfig that is written for a script is secret: %s', async (_what, user, expected) => {
  expect(await secretsIn(user)).toEqual(expected);
});
