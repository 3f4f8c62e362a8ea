import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import {
  BINARY_NAMES,
  resolveBinaries,
  startControlPlane,
  startTemporal,
  type RunningTemporal,
} from '../../src/embedded/index.ts';

/** Servers of one test file, for what would disturb others on those that all share. */
export interface OwnServers extends AsyncDisposable {
  readonly dir: string;
  /** Administrator of a Kubernetes of profile `api`. */
  readonly kubeconfigPath: string;
  /** Another Temporal; the same `name` continues the same database unless `wipe` is true. */
  temporal(name: string, options?: OwnTemporalOptions): Promise<RunningTemporal>;
}

interface OwnTemporalOptions {
  readonly wipe?: boolean;
  readonly dynamicConfig?: Readonly<Record<string, number>>;
}

export async function startOwnServers(): Promise<OwnServers> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-own-'));
  const running: { stop(): Promise<void> }[] = [];
  const common = { logDir: join(dir, 'logs'), env: process.env };
  const stop = async () => {
    for (const server of running.toReversed()) await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const binaries = await resolveBinaries(BINARY_NAMES, { env: process.env, cacheDir: inject('cacheDir') });
    const dataDir = join(dir, 'kubernetes');
    const controlPlane = await startControlPlane({ profile: 'api', binaries, dataDir, ...common });
    running.push(controlPlane);
    return {
      dir,
      kubeconfigPath: controlPlane.kubeconfigPath,
      async temporal(name, { wipe = false, dynamicConfig = {} } = {}) {
        const dataDir = join(dir, name);
        if (wipe) await rm(dataDir, { recursive: true, force: true });
        const temporal = await startTemporal({ binary: binaries.temporal, dataDir, dynamicConfig, ...common });
        running.push(temporal);
        return temporal;
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
