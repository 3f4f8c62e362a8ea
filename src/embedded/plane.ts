import { readFile } from 'node:fs/promises';
import type { ApiAccess } from './api-request.ts';
import type { ArgsContext } from './control-plane-args.ts';
import {
  argsOf,
  challengeControllers,
  haveControllersAnswered,
  isApiserverReady,
  isEtcdHealthy,
  STOP_ORDER,
  type Component,
} from './control-plane-components.ts';
import { writeKubeconfig } from './credentials.ts';
import type { ResolvedBinary } from './find-installed.ts';
import type { OnProgress } from './progress.ts';
import { awaitReady } from './readiness.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { createSimulatedNode, isSimulatedNodeReady } from './simulated-node.ts';

/** A control plane on given ports: what is running, and how to reach it. */
export interface Plane {
  readonly context: ArgsContext;
  readonly token: string;
  readonly launch: {
    readonly binaries: Partial<Record<Component, ResolvedBinary>>;
    readonly logDir: string;
    readonly env: NodeJS.ProcessEnv;
    readonly onProgress?: OnProgress;
  };
  /** By component, those that were started last. */
  readonly servers: Map<Component, ServerProcess>;
}

/** Starts one server; etcd and the API server are waited for, because the next ones give up without them. */
export async function bringUp(component: Component, plane: Plane): Promise<void> {
  const { context, launch, servers, token } = plane;
  const binary = launch.binaries[component];
  if (binary === undefined) throw new TypeError(`the profile needs ${component}, but no program was given for it`);
  launch.onProgress?.({ step: `starting ${component}` });
  const server = await startServer({
    name: component,
    path: binary.path,
    args: argsOf(component, context),
    env: launch.env,
    logDir: launch.logDir,
  });
  servers.set(component, server);
  const others = [...servers.values()];
  if (component === 'etcd') {
    await awaitReady({ what: 'etcd', servers: [server], check: () => isEtcdHealthy(context.ports.etcd) });
  } else if (component === 'kube-apiserver') {
    const check = async () => isApiserverReady(await accessOf(plane));
    await awaitReady({ what: 'kube-apiserver', servers: others, check });
    await writeKubeconfig(context.files, serverUrl(plane), token);
  }
}

/** Waits until a namespace gets its ServiceAccount and root CA and, with `workloads`, the node takes pods. */
export async function awaitFunctional(plane: Plane): Promise<void> {
  const { context, launch } = plane;
  launch.onProgress?.({ step: 'waiting for the control plane to work' });
  const access = await accessOf(plane);
  const servers = [...plane.servers.values()];
  await awaitReady({ what: 'kube-apiserver', servers, check: () => challengeControllers(access) });
  await awaitReady({ what: 'kube-controller-manager', servers, check: () => haveControllersAnswered(access) });
  if (context.profile === 'api') return;
  const create = () => createSimulatedNode(access, context.ports.kubelet).then(() => true);
  await awaitReady({ what: 'kube-apiserver', servers, check: create });
  await awaitReady({ what: 'the simulated node', servers, check: () => isSimulatedNodeReady(access) });
}

async function accessOf(plane: Plane): Promise<ApiAccess> {
  return { server: serverUrl(plane), ca: await readFile(plane.context.files.caFile, 'utf8'), token: plane.token };
}

export function serverUrl({ context }: Plane): string {
  return `https://127.0.0.1:${context.ports.apiserver}`;
}

export async function stopAll({ servers }: Plane): Promise<void> {
  for (const group of STOP_ORDER) await Promise.all(group.map(async (component) => servers.get(component)?.stop()));
}
