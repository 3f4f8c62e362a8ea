import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import {
  startControlPlane,
  startTemporal,
  type RunningControlPlane,
  type RunningTemporal,
} from '../../src/embedded/index.ts';
import { provideBinaries } from './binaries.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `127.0.0.1:PORT` of the Temporal server that all tests share; Temporal namespace `default`. */
    temporalAddress: string;
    temporalUiUrl: string;
    /** Administrator of the Kubernetes (profile `workloads`) that all tests share. */
    kubeconfigPath: string;
  }
}

/** Global setup: one Temporal and one Kubernetes for the whole run, in a directory that goes with them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-servers-'));
  const running: (RunningTemporal | RunningControlPlane)[] = [];
  const teardown = async () => {
    for (const server of running.toReversed()) await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const binaries = await provideBinaries(project, dir);
    const common = { logDir: join(dir, 'logs'), env: process.env };
    const temporal = await startTemporal({ binary: binaries.temporal, dataDir: join(dir, 'temporal'), ...common });
    running.push(temporal);
    const dataDir = join(dir, 'kubernetes');
    const controlPlane = await startControlPlane({ profile: 'workloads', binaries, dataDir, ...common });
    running.push(controlPlane);
    project.provide('temporalAddress', temporal.address);
    project.provide('temporalUiUrl', temporal.uiUrl);
    project.provide('kubeconfigPath', controlPlane.kubeconfigPath);
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
