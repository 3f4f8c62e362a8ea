import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import {
  BINARY_NAMES,
  defaultCacheDir,
  makeToolsDir,
  resolveBinaries,
  type BinaryName,
  type OnProgress,
  type ResolvedBinary,
} from '../../src/embedded/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds kubectl and helm, nothing else. */
    toolsDir: string;
    cacheDir: string;
  }
}

const NOTICE_INTERVAL_MS = 10_000;

/** Global setup: every program is in the cache before the first test, however long a first build takes. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-tools-'));
  await provideBinaries(project, dir);
  return () => rm(dir, { recursive: true, force: true });
}

export async function provideBinaries(project: TestProject, dir: string): Promise<Record<BinaryName, ResolvedBinary>> {
  const cacheDir = defaultCacheDir(process.env);
  const binaries = await resolveBinaries(BINARY_NAMES, { env: process.env, cacheDir, onProgress: printProgress() });
  project.provide('cacheDir', cacheDir);
  project.provide('toolsDir', await makeToolsDir(join(dir, 'tools'), binaries));
  return binaries;
}

/** A line on stderr when the step changes, and every 10 s within one. */
export function printProgress(): OnProgress {
  let lastStep = '';
  let lastMs = 0;
  return ({ step, done, total }) => {
    const nowMs = performance.now();
    if (step === lastStep && nowMs - lastMs < NOTICE_INTERVAL_MS) return;
    lastStep = step;
    lastMs = nowMs;
    const count = done === undefined ? '' : ` ${done}${total === undefined ? '' : `/${total}`}`;
    process.stderr.write(`${step}${count}\n`);
  };
}
