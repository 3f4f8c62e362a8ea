import type { Launcher, Need, Ports, RunningWorker, WorkerLaunch } from '../../src/local/background/launcher.ts';
import type { Profile } from '../../src/local/protocol.ts';

interface FakeProcess {
  readonly name: string;
  stopped: boolean;
  die(reason: string): void;
}

/** Servers that are only values: what was started and stopped, in order, is in `events`. */
export function fakeLauncher(options: { readonly failing?: Set<string>; readonly gate?: Promise<void> } = {}) {
  const events: string[] = [];
  const running = new Map<string, FakeProcess>();
  const launches: WorkerLaunch[] = [];
  const givenPorts: (Ports | undefined)[] = [];
  const needs: Need[] = [];
  let nextPort = 7_000;

  const launch = (name: string) => {
    if (options.failing?.has(name) === true) {
      throw Object.assign(new Error(`${name} does not start`), { type: 'Embedded.StartFailed' });
    }
    events.push(`start ${name}`);
    let die: (reason: string) => void = () => {};
    const exited = new Promise<string>((resolve) => {
      die = resolve;
    });
    const fake: FakeProcess = { name, stopped: false, die };
    running.set(name, fake);
    const stop = async () => {
      if (fake.stopped) return;
      fake.stopped = true;
      events.push(`stop ${name}`);
    };
    return { exited, stop, pids: [process.pid] };
  };

  const launcher: Launcher = {
    async prepare(need, onProgress) {
      needs.push(need);
      onProgress({ step: 'building', done: 1, total: 2 });
      await options.gate;
      onProgress({ step: 'building', done: 2, total: 2 });
      return { versions: { temporal: '1.8.2' }, ...(need.kubernetes && { toolsDir: '/tools' }) };
    },
    async startTemporal(ports) {
      givenPorts.push(ports);
      const port = ports?.['frontend'] ?? nextPort++;
      const address = `127.0.0.1:${port}`;
      return { ...launch('temporal'), address, uiUrl: `http://127.0.0.1:${port + 1}`, ports: { frontend: port } };
    },
    async startKubernetes(profile: Profile, ports) {
      givenPorts.push(ports);
      const port = ports?.['apiserver'] ?? nextPort++;
      return {
        ...launch(`kubernetes ${profile}`),
        profile,
        kubeconfigPath: '/k/admin.kubeconfig',
        server: `https://127.0.0.1:${port}`,
        ports: { apiserver: port },
      };
    },
    async startWorker(request): Promise<RunningWorker> {
      launches.push(request);
      return { ...launch(`worker ${request.context}`), pid: process.pid };
    },
  };
  return { launcher, events, running, launches, givenPorts, needs };
}
