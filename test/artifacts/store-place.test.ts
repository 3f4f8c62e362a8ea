import { describe, expect, test, vi } from 'vitest';
import { openArtifactStore } from '../../src/artifacts/index.ts';
import { storePlaceOf } from '../../src/artifacts/store-place.ts';

test.each([
  ['/srv/muster', { kind: 'directory', dir: '/srv/muster' }],
  ['/srv//muster/', { kind: 'directory', dir: '/srv/muster' }],
  ['dir:///srv/a%20b', { kind: 'directory', dir: '/srv/a b' }],
  ['file:///srv/muster', { kind: 'directory', dir: '/srv/muster' }],
  ['FILE://localhost/srv/muster', { kind: 'directory', dir: '/srv/muster' }],
  ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
  ['s3://bucket/', { kind: 's3', bucket: 'bucket', prefix: '' }],
  ['s3://my.bucket-1/a/b/', { kind: 's3', bucket: 'my.bucket-1', prefix: 'a/b' }],
  [
    's3://b1/p?endpoint=http%3A%2F%2F127.0.0.1%3A9000&region=eu-1&path-style=false',
    { kind: 's3', bucket: 'b1', prefix: 'p', endpoint: 'http://127.0.0.1:9000', region: 'eu-1', pathStyle: false },
  ],
])('%s', (address, place) => {
  expect(storePlaceOf(address)).toEqual(place);
});

describe('what is no address is refused with what would be one', () => {
  test.each([
    '',
    'relative/path',
    '/',
    'dir://srv/muster',
    'dir:///srv?x=1',
    'file://host/share',
    'http://bucket',
    's3:bucket',
    's3:///prefix',
    's3://b',
    's3://bucket:80/p',
    's3://bucket/a//b',
    's3://bucket/../b/ü',
    's3://bucket/%zz',
    's3://bucket/p#x',
    's3://bucket/p?endpoint=ftp://x',
    's3://bucket/p?endpoint=http://u:p@x',
    's3://bucket/p?path-style=yes',
    's3://bucket/p?region=a/b',
    's3://bucket/p?acl=public',
    `s3://bucket/${'x'.repeat(301)}`,
  ])('%j', (address) => {
    expect(() => storePlaceOf(address)).toThrow(expect.objectContaining({ type: 'Artifacts.Unusable' }) as Error);
  });

  test('credentials in it are not repeated', () => {
    const refused = () => storePlaceOf('s3://AKIAKEY:very-secret@bucket/prefix');
    expect(refused).toThrow('must not hold credentials');
    expect(refused).not.toThrow('very-secret');
  });
});

test('without a region and without an endpoint it is said what is missing, and nothing is sent', async () => {
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  const store = await openArtifactStore('s3://bucket/prefix', { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
  await expect(store.check()).rejects.toMatchObject({
    type: 'Artifacts.Unusable',
    fix: expect.stringContaining('AWS_REGION') as string,
  });
  store.close();
  vi.unstubAllEnvs();
});
