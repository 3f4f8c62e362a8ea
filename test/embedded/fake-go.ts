import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CATALOG } from '../../src/embedded/catalog.ts';
import { writeProgram } from './sandbox.ts';

export interface FakeGo {
  /** The command lines that it was called with. */
  calls(): Promise<string[]>;
}

/** Puts a `go` into the directory that "builds" programs which print their pinned versions. */
export async function installFakeGo(
  dir: string,
  { version = '1.26.8', beforeBuild = ':' }: { readonly version?: string; readonly beforeBuild?: string } = {},
): Promise<FakeGo> {
  const log = join(dir, 'go-calls');
  const cases = Object.values(CATALOG).map(
    ({ goPackage, version: pinned }) => `${goPackage}) name=${goPackage.replace(/\/v\d+$/, '')}; v=${pinned};;`,
  );
  await writeProgram(
    join(dir, 'go'),
    `echo "$*" >> ${log}
case "$1" in
  version) echo "go version go${version} linux/amd64";;
  list) echo one; echo two;;
  build)
    ${beforeBuild}
    while [ $# -gt 0 ]; do
      if [ "$1" = -o ]; then out=$2; shift; else
        name=
        case "$1" in
          ${cases.join('\n          ')}
        esac
        if [ -n "$name" ]; then
          echo "$1" >&2
          printf '#!/bin/sh\\necho version v%s\\n' "$v" > "$out/\${name##*/}"
          /bin/chmod 755 "$out/\${name##*/}"
        fi
      fi
      shift
    done;;
esac`,
  );
  return {
    async calls() {
      const text = await readFile(log, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
  };
}
