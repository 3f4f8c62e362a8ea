import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';
import { loadCluster } from '../../src/kubernetes/index.ts';

/** A kubeconfig in `dir` that acts as this ServiceAccount (of the shared cluster), by a token of one hour. */
export async function kubeconfigOfAccount(
  namespace: string,
  account: string,
  dir: string,
  kubeconfigPath: string = inject('kubeconfigPath'),
): Promise<string> {
  const program = join(inject('toolsDir'), 'kubectl');
  const { stdout: token } = await execa(program, [
    '--kubeconfig',
    kubeconfigPath,
    'create',
    'token',
    account,
    '--namespace',
    namespace,
    '--duration=1h',
  ]);
  const { selected } = loadCluster({ kubeconfigPath }, {});
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': account,
    clusters: [{ name: 'c', cluster: selected.clusterFields }],
    users: [{ name: account, user: { token } }],
    contexts: [{ name: account, context: { cluster: 'c', user: account } }],
  };
  const path = join(dir, `${account}.kubeconfig`);
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}
