import { rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PREVIOUS_RESULTS_KEPT } from '../shared/limits.ts';
import type { ResultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import type { Manifest } from './manifest.ts';
import { previousNumbers } from './previous-runs.ts';
import { errorCodeOf } from './results-error.ts';

/**
 * Moves an earlier run's files to `.muster/previous/<n>`, the manifest last: when this is interrupted, the next call
 * goes on with the same `<n>`. Files that the manifest does not know stay. The latest PREVIOUS_RESULTS_KEPT remain.
 */
export async function setAside(layout: ResultsLayout, manifest: Manifest): Promise<void> {
  const numbers = await previousNumbers(layout);
  const last = numbers.at(-1);
  const isUnfinished = last !== undefined && !(await exists(join(layout.previous, String(last), 'manifest.json')));
  const number = isUnfinished ? last : (last ?? 0) + 1;
  const target = join(layout.previous, String(number));
  await makeDirectory(target);

  const files = manifest.resultNames.flatMap((name) => [layout.scenarioJson(name), layout.log(name)]);
  const dirs = [layout.scenarios, layout.shards, layout.attempts, layout.diagnostics];
  const ours = [...files, ...layout.reports, layout.runReport, layout.plan, ...dirs, layout.manifest];
  for (const path of ours) await moveInto(target, path);

  const kept = new Set([...numbers, number].slice(-PREVIOUS_RESULTS_KEPT));
  for (const old of numbers.filter((candidate) => !kept.has(candidate))) {
    await rm(join(layout.previous, String(old)), { recursive: true, force: true });
  }
}

async function moveInto(target: string, path: string): Promise<void> {
  try {
    await rename(path, join(target, basename(path)));
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
