import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { EMBEDDED_CONTEXT } from '../local-task-queue.ts';

const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.record(z.string(), z.unknown()) })]),
  users: z.tuple([z.object({ user: z.record(z.string(), z.unknown()) })]),
});

/**
 * Writes the embedded cluster's kubeconfig under names that say whose it is when it is merged into a user's own: the
 * context, cluster and user `muster-embedded`. 0600.
 */
export function writeAdminKubeconfig(sourcePath: string, targetPath: string): void {
  const { clusters, users } = kubeconfigSchema.parse(parse(readFileSync(sourcePath, 'utf8')));
  const name = EMBEDDED_CONTEXT;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: clusters[0].cluster }],
    users: [{ name, user: users[0].user }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  };
  writeFileAtomic.sync(targetPath, stringify(kubeconfig), { mode: 0o600 });
}
