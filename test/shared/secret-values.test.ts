import { expect, test } from 'vitest';
import { isRedactable, looksLikeSecret } from '../../src/shared/secret-values.ts';

test.each([
  'TOKEN',
  'GITHUB_TOKEN',
  'npm_token',
  'CLIENT_SECRET',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'DB_PASSWORD',
  'PGPASSWORD',
  'MYSQL_PWD',
  'DB_PASS',
  'REDIS_PASSWD',
  'SSH_PASSPHRASE',
  'OPENAI_API_KEY',
  'DATADOG_APIKEY',
  'TLS_PRIVATE_KEY',
  'COSIGN_PRIVATE_KEY',
  'GCP_CREDENTIALS',
  'SENTRY_DSN',
  'HELM_KUBETOKEN',
])('%s is the name of a secret', (name) => {
  expect(looksLikeSecret(name)).toBe(true);
});

test.each([
  'PATH',
  'PWD',
  'OLDPWD',
  'HOME',
  'KEYBOARD',
  'KEY',
  'COMPASS',
  'BYPASS',
  'AUTHOR',
  'NAMESPACE',
  'PUBLIC_KEY',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'PASSWORD_FILE',
  'TOKEN_TTL',
  'SECRETS_DIR',
  'TOKEN_TYPE',
  'HELM_DRIVER',
])('%s is not', (name) => {
  expect(looksLikeSecret(name)).toBe(false);
});

test('short values and plain words stay in logs', () => {
  for (const value of ['', '12345', '  12345  ', 'true', 'production', 'DEFAULT']) {
    expect([value, isRedactable(value)]).toEqual([value, false]);
  }
  for (const value of ['123456', 'hunter', 'ääääää', 'production1']) {
    expect([value, isRedactable(value)]).toEqual([value, true]);
  }
});
