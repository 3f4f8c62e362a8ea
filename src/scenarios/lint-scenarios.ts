import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DISCOVERY_READS_MAX, LINT_BYTES_MAX } from '../shared/limits.ts';
import type { DiscoveredScenario } from './discover.ts';
import { lintScript, type ScriptFinding } from './script-lint/index.ts';

/** A finding and the script it is in, relative to the scenarios directory. */
export interface ScenarioFinding extends ScriptFinding {
  readonly path: string;
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh']);

/**
 * What the shell scripts among the scenarios do that does not fit a namespace of their own, in their order. A script's
 * metadata says what it may touch; where it does not, `access` does. Of a long script the first LINT_BYTES_MAX bytes are
 * read; one that cannot be read, or whose metadata cannot, is passed over: discovery has said so.
 */
export async function lintScenarios(
  dir: string,
  scenarios: readonly DiscoveredScenario[],
  access: 'cluster' | 'namespace',
): Promise<ScenarioFinding[]> {
  const readable = scenarios.filter(
    ({ metadata, interpreter }) => metadata !== undefined && shells.has(basename(interpreter.program)),
  );
  const findings: ScenarioFinding[] = [];
  for (let start = 0; start < readable.length; start += DISCOVERY_READS_MAX) {
    const batch = readable.slice(start, start + DISCOVERY_READS_MAX);
    const sources = await Promise.all(batch.map(({ path }) => beginningOf(join(dir, path))));
    batch.forEach(({ path, metadata }, index) => {
      const found = lintScript(sources[index] ?? '', metadata?.fields.access ?? access);
      findings.push(...found.map((finding) => ({ path, ...finding })));
    });
  }
  return findings;
}

async function beginningOf(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(LINT_BYTES_MAX), 0, LINT_BYTES_MAX, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
