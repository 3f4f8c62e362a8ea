import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATALOG } from '../../src/embedded/catalog.ts';
import { toolsModuleDir } from '../../src/embedded/package-files.ts';
import { formatVersion, isAtLeast, parseVersion } from '../../src/embedded/version.ts';

const version = fc.record({ major: fc.nat(999), minor: fc.nat(999), patch: fc.nat(999) });

test('versions and packages are those that the Go module pins', async () => {
  const goMod = await readFile(join(toolsModuleDir(), 'go.mod'), 'utf8');
  for (const entry of Object.values(CATALOG)) {
    expect(goMod).toMatch(new RegExp(`^\\t${escaped(entry.goPackage)}$`, 'm'));
    expect(goMod).toMatch(new RegExp(`^\\t${escaped(entry.goModule)} v${escaped(entry.version)}( |$)`, 'm'));
  }
});

test('the pinned version is itself acceptable', () => {
  for (const { version: pinned, accepts } of Object.values(CATALOG)) {
    const parsed = parseVersion(pinned);
    expect(parsed !== undefined && accepts(parsed)).toBe(true);
  }
});

test('a version survives being written and read', () => {
  fc.assert(
    fc.property(version, (each) => {
      expect(parseVersion(`x v${formatVersion(each)}-rc.1`)).toEqual(each);
    }),
  );
});

test('of two versions at least one is at least the other, and both only when they are equal', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(isAtLeast(a, b) || isAtLeast(b, a)).toBe(true);
      expect(isAtLeast(a, b) && isAtLeast(b, a)).toBe(formatVersion(a) === formatVersion(b));
    }),
  );
});

test.each([
  ['temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', '1.8.2'],
  ['etcd Version: 3.6.16\nGit SHA: 1\nGo Version: go1.26.8', '3.6.16'],
  ['Kubernetes v1.36.3', '1.36.3'],
  ['kwok version v0.8.0 go1.26.8 (linux/amd64)', '0.8.0'],
  ['Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0', '1.32.4'],
  ['v3.22.0+gabc1234', '3.22.0'],
])('reads %j', (text, expected) => {
  const parsed = parseVersion(text);
  expect(parsed && formatVersion(parsed)).toBe(expected);
});

function escaped(text: string): string {
  return text.replaceAll(/[.+]/g, '\\$&');
}
