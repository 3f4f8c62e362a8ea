import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BINARY_NAMES } from '../../src/embedded/index.ts';
import { officialRelease, onMirror, statedDigest } from '../../src/embedded/official-release.ts';

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 64, maxLength: 64 });
const url = 'https://vendor.example/v1/etcd-v1-linux-amd64.tar.gz';

test('Linux downloads everything', () => {
  for (const arch of ['x64', 'arm64']) {
    expect(BINARY_NAMES.filter((name) => officialRelease(name, 'linux', arch) === undefined)).toEqual([]);
  }
});

test('macOS downloads what is published for it; the other servers are built', () => {
  const there = BINARY_NAMES.filter((name) => officialRelease(name, 'darwin', 'arm64') !== undefined);
  expect(there).toEqual(['temporal', 'kwok', 'kubectl', 'helm']);
});

test('an architecture that no vendor builds for has no downloads', () => {
  expect(BINARY_NAMES.filter((name) => officialRelease(name, 'linux', 'riscv64') !== undefined)).toEqual([]);
});

test('every download comes from its vendor over TLS, and so does its checksum file', () => {
  for (const name of BINARY_NAMES) {
    const release = officialRelease(name, 'linux', 'x64');
    if (release === undefined) continue;
    expect(new URL(release.url).protocol).toBe('https:');
    const domain = (address: string) => new URL(address).host.split('.').slice(-2).join('.');
    expect(new URL(release.checksumsUrl).protocol).toBe('https:');
    expect(domain(release.checksumsUrl)).toBe(domain(release.url));
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

test("the digest of a file is found in GitHub's record of its release, and no other's is taken", () => {
  fc.assert(
    fc.property(hex, hex, (digest, other) => {
      const assets = [
        { name: 'etcd-v1-linux-arm64.tar.gz', digest: `sha256:${other}` },
        { name: 'etcd-v1-linux-amd64.tar.gz', digest: `sha256:${digest}` },
      ];
      expect(statedDigest(JSON.stringify({ assets }), url)).toBe(digest);
      expect(statedDigest(JSON.stringify({ assets: assets.slice(0, 1) }), url)).toBeUndefined();
    }),
  );
  expect(statedDigest('{"message":"API rate limit exceeded"}', url)).toBeUndefined();
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
