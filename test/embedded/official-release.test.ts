import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BINARY_NAMES } from '../../src/embedded/index.ts';
import { officialRelease, onMirror, statedDigest } from '../../src/embedded/official-release.ts';

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 64, maxLength: 64 });
const url = 'https://vendor.example/v1/etcd-v1-linux-amd64.tar.gz';

test('Linux downloads everything but kwok, whose vendor publishes no checksum file', () => {
  for (const arch of ['x64', 'arm64']) {
    const missing = BINARY_NAMES.filter((name) => officialRelease(name, 'linux', arch) === undefined);
    expect(missing).toEqual(['kwok']);
  }
});

test('macOS downloads the client programs; the servers are built', () => {
  const there = BINARY_NAMES.filter((name) => officialRelease(name, 'darwin', 'arm64') !== undefined);
  expect(there).toEqual(['temporal', 'kubectl', 'helm']);
});

test('an architecture that no vendor builds for has no downloads', () => {
  expect(BINARY_NAMES.filter((name) => officialRelease(name, 'linux', 'riscv64') !== undefined)).toEqual([]);
});

test('every download comes from its vendor over TLS, and so does its checksum file', () => {
  for (const name of BINARY_NAMES) {
    const release = officialRelease(name, 'linux', 'x64');
    if (release === undefined) continue;
    expect(new URL(release.url).protocol).toBe('https:');
    expect(new URL(release.checksumsUrl).origin).toBe(new URL(release.url).origin);
  }
});

test('the digest of a file is found among those of its release, in either notation of sha256sum', () => {
  fc.assert(
    fc.property(hex, fc.array(hex), fc.constantFrom('  ', ' *', '  ./'), (digest, others, gap) => {
      const lines = others.map((other, index) => `${other}${gap}other-${index}.tar.gz`);
      const sums = [...lines, `${digest.toUpperCase()}${gap}etcd-v1-linux-amd64.tar.gz`, ...lines].join('\n');
      expect(statedDigest(sums, url)).toBe(digest);
    }),
  );
});

test('a bare digest is that of the one file', () => {
  fc.assert(
    fc.property(hex, (digest) => {
      expect(statedDigest(`${digest}\n`, url)).toBe(digest);
    }),
  );
});

test('the digest of another file is never taken', () => {
  fc.assert(
    fc.property(hex, (digest) => {
      expect(statedDigest(`${digest}  etcd-v1-linux-arm64.tar.gz`, url)).toBeUndefined();
      expect(statedDigest(`${digest}\n${digest}`, url)).toBeUndefined();
    }),
  );
});

test('a mirror keeps files below the host names of their vendors', () => {
  expect(onMirror(url, 'http://127.0.0.1:9/m/')).toBe(
    'http://127.0.0.1:9/m/vendor.example/v1/etcd-v1-linux-amd64.tar.gz',
  );
  expect(onMirror(url, undefined)).toBe(url);
});
