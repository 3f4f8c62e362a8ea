import { CATALOG, type BinaryName } from './catalog.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import type { Tried } from './find-installed.ts';
import { neededGoVersion } from './go-toolchain.ts';
import { formatVersion } from './version.ts';

/** One message: every program that is missing, all that was tried for it, and what helps. */
export async function binaryMissingError(
  lost: readonly BinaryName[],
  tried: ReadonlyMap<BinaryName, Tried>,
): Promise<EmbeddedServerError> {
  const go = formatVersion(await neededGoVersion());
  const lines = lost.flatMap((name) => [
    `  ${name} ${CATALOG[name].version}`,
    ...(tried.get(name) ?? []).map((attempt) => `    ${attempt}`),
  ]);
  return new EmbeddedServerError(
    'Embedded.BinaryMissing',
    [
      `No usable ${lost.join(', ')}. Tried:`,
      ...lines,
      `What helps: a network that reaches the vendors, or Go ${go} or newer on PATH (https://go.dev/dl/) and the same ` +
        'command again; or a directory with these programs: export KUBEBUILDER_ASSETS=DIR.',
    ].join('\n'),
  );
}
