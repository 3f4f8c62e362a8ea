import { join } from 'node:path';
import { FailureType } from '../shared/failure-types.ts';
import { DISCOVERED_SCENARIOS_MAX, DISCOVERY_READS_MAX, SCRIPT_FILE_BYTES_MAX } from '../shared/limits.ts';
import { parseMetadata, type Metadata, type MetadataProblem, type MetadataResult } from '../shared/metadata.ts';
import { findFiles } from './find-files.ts';
import { hasShebang, interpreterOf, type Interpreter } from './interpreter.ts';
import { PlanError } from './plan-error.ts';
import { readScript } from './script-file.ts';

/** A script that was found, with its metadata or with what is wrong with it. */
export interface DiscoveredScenario {
  /** Relative to the scenarios directory, with `/`. */
  readonly path: string;
  /** SHA-256 of the file, hex; empty when it could not be read. */
  readonly digest: string;
  readonly interpreter: Interpreter;
  readonly metadata?: Metadata;
  /** Present and not empty exactly when `metadata` is absent. */
  readonly problems?: readonly MetadataProblem[];
}

/**
 * Every `*.sh` below the directory and every other file that `isNamed` accepts and that has a shebang, in byte order of
 * their paths. Throws `Plan.NoDirectory`; a script that cannot be read or understood is returned with problems.
 */
export async function discoverScenarios(
  dir: string,
  isNamed: (path: string) => boolean = () => false,
): Promise<DiscoveredScenario[]> {
  const paths = await findFiles(dir, (path) => path.endsWith('.sh') || isNamed(path));
  if (paths.length > DISCOVERED_SCENARIOS_MAX) {
    throw new PlanError(
      FailureType.RunTooManyScenarios,
      `${dir} holds ${paths.length} scripts, more than ${DISCOVERED_SCENARIOS_MAX}; give a smaller directory.`,
    );
  }
  const scenarios: DiscoveredScenario[] = [];
  for (let start = 0; start < paths.length; start += DISCOVERY_READS_MAX) {
    const read = await Promise.all(
      paths.slice(start, start + DISCOVERY_READS_MAX).map((path) => discoveredAt(dir, path)),
    );
    for (const scenario of read) if (scenario !== undefined) scenarios.push(scenario);
  }
  return scenarios;
}

async function discoveredAt(dir: string, path: string): Promise<DiscoveredScenario | undefined> {
  const script = await readScript(join(dir, path)).catch((error: NodeJS.ErrnoException) => ({
    unreadable: error.code ?? 'unknown error',
  }));
  if (script === undefined) return broken(path, `a script of at most ${SCRIPT_FILE_BYTES_MAX} bytes`, 'a larger file');
  if ('unreadable' in script) return broken(path, 'a file that can be read', script.unreadable);
  if (!path.endsWith('.sh') && !hasShebang(script.head)) return undefined;
  const result: MetadataResult = parseMetadata(script.head);
  return { path, digest: script.digest, interpreter: interpreterOf(script.head), ...result };
}

function broken(path: string, expected: string, found: string): DiscoveredScenario {
  return { path, digest: '', interpreter: interpreterOf(''), problems: [{ line: 1, column: 1, expected, found }] };
}
