import {
  componentsOf,
  defaultCacheDir,
  makeToolsDir,
  resolveBinaries,
  startControlPlane,
  startTemporal,
  type BinaryName,
  type ResolvedBinary,
  type ServerExit,
} from '../../embedded/index.ts';
import { writeAdminKubeconfig } from './admin-kubeconfig.ts';
import type { Launcher, Need } from './launcher.ts';
import type { StatePaths } from '../state-dir.ts';
import { startWorkerProcess } from './worker-process.ts';

/** Starts the real servers and workers, with the programs of the cache, the PATH or a build. */
export function embeddedLauncher(paths: StatePaths, env: NodeJS.ProcessEnv): Launcher {
  const binaries: Partial<Record<BinaryName, ResolvedBinary>> = {};
  const { logDir } = paths;

  const binary = (name: BinaryName): ResolvedBinary => {
    const found = binaries[name];
    if (found === undefined) throw new Error(`${name} is started before it was asked for`);
    return found;
  };

  return {
    async prepare(need, onProgress) {
      const missing = binariesOf(need).filter((name) => binaries[name] === undefined);
      if (missing.length > 0) {
        const cacheDir = defaultCacheDir(env);
        Object.assign(binaries, await resolveBinaries(missing, { env, cacheDir, onProgress }));
      }
      const versions = Object.fromEntries(Object.values(binaries).map(({ name, version }) => [name, version]));
      const { kubectl, helm } = binaries;
      if (kubectl === undefined || helm === undefined) return { versions };
      return { versions, toolsDir: await makeToolsDir(paths.toolsDir, { kubectl, helm }) };
    },

    async startTemporal(ports) {
      const temporal = await startTemporal({
        binary: binary('temporal'),
        dataDir: paths.temporalDir,
        logDir,
        env,
        ...(ports !== undefined && { ports }),
      });
      const { address, uiUrl } = temporal;
      return {
        address,
        uiUrl,
        ports: temporal.ports,
        pids: Object.values(temporal.pids),
        exited: temporal.exited.then(sentenceOf),
        stop: () => temporal.stop(),
      };
    },

    async startKubernetes(profile, ports, onProgress) {
      const plane = await startControlPlane({
        profile,
        binaries,
        dataDir: paths.kubernetesDir,
        logDir,
        onProgress,
        env,
        ...(ports !== undefined && { ports }),
      });
      const kubeconfigPath = paths.adminKubeconfig;
      writeAdminKubeconfig(plane.kubeconfigPath, kubeconfigPath);
      return {
        profile,
        kubeconfigPath,
        server: plane.server,
        ports: plane.ports,
        pids: Object.values(plane.pids),
        exited: plane.exited.then(sentenceOf),
        stop: () => plane.stop(),
      };
    },

    startWorker: (launch) => startWorkerProcess(launch, env),
  };
}

/** On the user's own cluster scripts use the user's own tools: nothing is fetched for them. */
function binariesOf({ temporal, kubernetes }: Need): BinaryName[] {
  return [
    ...(temporal ? (['temporal'] as const) : []),
    ...(kubernetes === undefined ? [] : [...componentsOf(kubernetes), 'kubectl' as const, 'helm' as const]),
  ];
}

function sentenceOf({ name, code, signal, tail }: ServerExit): string {
  const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
  return tail === '' ? `${name} ${how}` : `${name} ${how}; its last lines:\n${tail}`;
}
