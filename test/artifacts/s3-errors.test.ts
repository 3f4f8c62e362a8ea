import { describe, expect, test } from 'vitest';
import { isNoSuchObject, s3Error } from '../../src/artifacts/s3-errors.ts';

/** As the SDK makes them. */
function answer(name: string, httpStatusCode?: number) {
  return Object.assign(new Error('what the service wrote, which nobody decides by'), {
    name,
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
  });
}
const node = (code: string) => Object.assign(new Error('x'), { code });

describe('by code and status alone', () => {
  test.each([
    [answer('NoSuchBucket', 404), 'Artifacts.Unusable'],
    [answer('AccessDenied', 403), 'Artifacts.Unusable'],
    [answer('SomethingNew', 403), 'Artifacts.Unusable'],
    [answer('InvalidAccessKeyId', 403), 'Artifacts.Unusable'],
    [answer('ExpiredToken', 400), 'Artifacts.Unusable'],
    [answer('PermanentRedirect', 301), 'Artifacts.Unusable'],
    [answer('EntityTooLarge', 400), 'Artifacts.Unusable'],
    [answer('Odd', 418), 'Artifacts.Unusable'],
    [answer('CredentialsProviderError'), 'Artifacts.Unusable'],
    [node('DEPTH_ZERO_SELF_SIGNED_CERT'), 'Artifacts.Unusable'],
    [answer('SlowDown', 503), 'Artifacts.Unavailable'],
    [answer('InternalError', 500), 'Artifacts.Unavailable'],
    [answer('RequestTimeout', 400), 'Artifacts.Unavailable'],
    [answer('TooMany', 429), 'Artifacts.Unavailable'],
    [answer('TimeoutError'), 'Artifacts.Unavailable'],
    [node('ECONNREFUSED'), 'Artifacts.Unavailable'],
    [node('ENOTFOUND'), 'Artifacts.Unavailable'],
  ])('%s → %s', (error, type) => {
    const mapped = s3Error('s3://b/p', 'writing x', error);
    expect(mapped).toMatchObject({ type, cause: error });
    expect(String(mapped)).not.toContain('what the service wrote');
    expect(String(mapped)).toContain('s3://b/p: writing x failed');
  });

  test('a full disk here is no fault of the store', () => {
    const full = node('ENOSPC');
    expect(s3Error('s3://b', 'reading x', full)).toBe(full);
  });

  test('a defect of ours stays what it is', () => {
    const defect = new TypeError('x is not a function');
    expect(s3Error('s3://b', 'listing', defect)).toBe(defect);
  });

  test('a missing object is one, a missing bucket is none', () => {
    expect([answer('NoSuchKey', 404), answer('NotFound', 404), answer('Odd', 404)].map(isNoSuchObject)).toEqual([
      true,
      true,
      true,
    ]);
    expect([answer('NoSuchBucket', 404), answer('AccessDenied', 403), node('ENOENT')].map(isNoSuchObject)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
