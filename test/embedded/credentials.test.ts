import { readFile, stat, writeFile } from 'node:fs/promises';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { credentialFiles, prepareCredentials, writeKubeconfig } from '../../src/embedded/credentials.ts';
import { temporaryDir } from './sandbox.ts';

test('keys and token are made once and stay', async () => {
  const files = credentialFiles(await temporaryDir());
  const token = await prepareCredentials(files);
  const key = await readFile(files.serviceAccountKeyFile, 'utf8');
  expect(await prepareCredentials(files)).toBe(token);
  expect(await readFile(files.serviceAccountKeyFile, 'utf8')).toBe(key);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  const derived = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'pem' });
  expect(await readFile(files.serviceAccountPublicKeyFile, 'utf8')).toBe(derived);
});

test('only the owner can read token, key and kubeconfig', async () => {
  const files = credentialFiles(await temporaryDir());
  const token = await prepareCredentials(files);
  await writeFile(files.caFile, 'a certificate');
  await writeKubeconfig(files, 'https://127.0.0.1:1', token);
  for (const file of [files.tokensFile, files.serviceAccountKeyFile, files.kubeconfigFile]) {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }
});

test('the kubeconfig holds everything itself', async () => {
  const files = credentialFiles(await temporaryDir());
  await prepareCredentials(files);
  await writeFile(files.caFile, 'a certificate');
  await writeKubeconfig(files, 'https://127.0.0.1:1', 'secret');
  expect(JSON.parse(await readFile(files.kubeconfigFile, 'utf8'))).toMatchObject({
    clusters: [{ cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': btoa('a certificate') } }],
    users: [{ user: { token: 'secret' } }],
    'current-context': 'embedded',
  });
});

test('a certificate that cannot be read makes way for a new one', async () => {
  const files = credentialFiles(await temporaryDir());
  await prepareCredentials(files);
  await writeFile(files.caFile, '-----BEGIN CERT');
  await prepareCredentials(files);
  await expect(stat(files.caFile)).rejects.toMatchObject({ code: 'ENOENT' });
});
