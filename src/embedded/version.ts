export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The first `1.2.3` of a program's version output, with or without `v`; undefined when there is none. */
export function parseVersion(text: string): Version | undefined {
  const match = /(?<![\d.])v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})/.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

export function formatVersion(version: Version): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

export function isAtLeast(version: Version, least: Version): boolean {
  if (version.major !== least.major) return version.major > least.major;
  if (version.minor !== least.minor) return version.minor > least.minor;
  return version.patch >= least.patch;
}
