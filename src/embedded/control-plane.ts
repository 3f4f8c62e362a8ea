import { CONTROL_PLANE_PORTS, type ControlPlanePorts, type Profile } from './control-plane-args.ts';
import { componentsOf, type Component } from './control-plane-components.ts';
import { credentialFiles, prepareCredentials } from './credentials.ts';
import { claimDataDir, type DataDirClaim } from './data-dir.ts';
import type { ResolvedBinary } from './find-installed.ts';
import { awaitFunctional, bringUp, serverUrl, stopAll, type Plane } from './plane.ts';
import { preparePodLogs } from './pod-logs.ts';
import { startOnFreePorts } from './ports.ts';
import type { OnProgress } from './progress.ts';
import type { ServerExit } from './server-process.ts';

export interface StartControlPlaneOptions {
  readonly profile: Profile;
  /** Those of the profile: `componentsOf(profile)`. */
  readonly binaries: Partial<Record<Component, ResolvedBinary>>;
  /** Keeps the cluster; the same directory continues it. */
  readonly dataDir: string;
  readonly logDir: string;
  /** Taken where they are free, otherwise others: look at the answer. Default: any free ones. */
  readonly ports?: Partial<ControlPlanePorts>;
  readonly onProgress?: OnProgress;
  /** More flags of the API server, such as an audit log. Default: none. */
  readonly apiserverArgs?: readonly string[];
  /** The servers' environment. */
  readonly env: NodeJS.ProcessEnv;
}

export interface RunningControlPlane {
  /** 0600, administrator, context `embedded`. */
  readonly kubeconfigPath: string;
  readonly profile: Profile;
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  readonly ports: ControlPlanePorts;
  /** As of now: a restart changes them. */
  readonly pids: Readonly<Partial<Record<Component, number>>>;
  /** Settles with the first server that ended without having been asked to; read it again after a restart. */
  readonly exited: Promise<ServerExit>;
  /** Starts one server anew on the same data and ports, and waits until all is functional. */
  restart(name: string): Promise<void>;
  /** May be called again. */
  stop(): Promise<void>;
}

/**
 * etcd, kube-apiserver and kube-controller-manager; with `workloads` also kube-scheduler, kwok and one big simulated
 * node. Ready when a namespace gets its ServiceAccount and root CA and, with `workloads`, the node takes pods.
 * @throws EmbeddedServerError `Embedded.StartFailed`
 */
export async function startControlPlane(options: StartControlPlaneOptions): Promise<RunningControlPlane> {
  const { profile, dataDir } = options;
  const claim = await claimDataDir(dataDir);
  try {
    const files = credentialFiles(dataDir);
    const token = await prepareCredentials(files);
    await preparePodLogs(dataDir);
    const plane = await startOnFreePorts(CONTROL_PLANE_PORTS, options.ports, async (ports) => {
      const context = { profile, dataDir, files, ports, apiserverArgs: options.apiserverArgs };
      const fresh: Plane = { context, token, launch: options, servers: new Map() };
      try {
        for (const component of componentsOf(profile)) await bringUp(component, fresh);
        await awaitFunctional(fresh);
        return fresh;
      } catch (error) {
        await stopAll(fresh);
        throw error;
      }
    });
    await recordServers(claim, plane);
    return runningPlane(plane, claim);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

function runningPlane(plane: Plane, claim: DataDirClaim): RunningControlPlane {
  const { context, servers } = plane;
  return {
    kubeconfigPath: context.files.kubeconfigFile,
    profile: context.profile,
    server: serverUrl(plane),
    ports: context.ports,
    get pids() {
      return Object.fromEntries([...servers].map(([component, { pid }]) => [component, pid]));
    },
    get exited() {
      return Promise.race([...servers.values()].map(({ died }) => died));
    },
    async restart(name) {
      const component = componentsOf(context.profile).find((each) => each === name);
      if (component === undefined) throw new RangeError(`The profile ${context.profile} has no ${name}.`);
      await servers.get(component)?.stop();
      await bringUp(component, plane);
      await recordServers(claim, plane);
      await awaitFunctional(plane);
    },
    async stop() {
      await stopAll(plane);
      await claim.release();
    },
  };
}

function recordServers(claim: DataDirClaim, { servers }: Plane): Promise<void> {
  return claim.record([...servers.values()].map(({ pid }) => pid));
}
