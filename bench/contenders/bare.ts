import { ask } from '../measure/cluster.ts';
import type { Contender, Job } from './contender.ts';

/** No scripts, no records, no waiting: so many namespaces created and deleted, so many requests at a time. */
export const bare: Contender = {
  name: 'bare',
  async run(job) {
    const names = job.suite.scenarios.map(({ name }) => `bare-${process.pid}-${Date.now().toString(36)}-${name}`);
    const next = names.values();
    await Promise.all(Array.from({ length: job.parallel }, () => work(job, next)));
    return { exitCode: 0, stopped: false, said: undefined };
  },
};

async function work({ cluster }: Job, names: Iterator<string>): Promise<void> {
  for (let next = names.next(); next.done !== true; next = names.next()) {
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: next.value } };
    await succeed(cluster, 'POST', '/api/v1/namespaces', body);
    await succeed(cluster, 'DELETE', `/api/v1/namespaces/${next.value}`);
  }
}

async function succeed(cluster: Job['cluster'], method: string, path: string, body?: object): Promise<void> {
  const answer = await ask(cluster, method, path, { agentName: 'bare-loop', ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: HTTP ${answer.status}`);
}
