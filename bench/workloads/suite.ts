import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenariosOf, type Scenario, type Workload } from './workload.ts';

/** A directory of scripts, and where they leave their stamps. */
export interface Suite {
  readonly dir: string;
  readonly stampsDir: string;
  readonly scenarios: readonly Scenario[];
}

/** Writes the scripts below `root`, which is made. The stamps' directory is new for each measurement. */
export function layOutSuite(root: string, workload: Workload, count: number): Suite {
  const dir = join(root, 'scenarios');
  const stampsDir = join(root, 'stamps');
  mkdirSync(dir, { recursive: true });
  mkdirSync(stampsDir, { recursive: true });
  const scenarios = scenariosOf(workload, count);
  for (const scenario of scenarios) {
    // No runner needs the bit, except those that are told to start the file itself.
    writeFileSync(join(dir, `${scenario.name}.sh`), scriptOf(scenario, stampsDir), { mode: 0o755 });
  }
  return { dir, stampsDir, scenarios };
}

/** The stamps are bash's own variable, without a process: a no-op stays one. */
function scriptOf({ name, body, estimatedMs }: Scenario, stampsDir: string): string {
  const stamps = JSON.stringify(join(stampsDir, name));
  return [
    '#!/usr/bin/env bash',
    ...(estimatedMs === undefined ? [] : ['# @meta', `# estimated_time: ${estimatedMs}ms`, '# @endmeta']),
    `printf 'start %s\\n' "$EPOCHREALTIME" >>${stamps}`,
    `trap 'printf "end %s\\n" "$EPOCHREALTIME" >>${stamps}' EXIT`,
    ...body,
    '',
  ].join('\n');
}
