import { chmod, writeFile } from 'node:fs/promises';
import { dumpYaml } from '@kubernetes/client-node';
import type { SelectedContext } from './selected-context.ts';
import { kubeconfigDocument } from './selected-context.ts';

/**
 * Writes a kubeconfig of mode 0600 with the caller's own credentials, this one context, and its namespace pinned.
 * The directory must exist and should be private. Throws Node's error when it cannot be written.
 */
export async function writeKubeconfig(selected: SelectedContext, namespace: string, path: string): Promise<void> {
  await writeFile(path, dumpYaml(kubeconfigDocument(selected, namespace)), { mode: 0o600 });
  // `mode` counts only for a file that is new.
  await chmod(path, 0o600);
}
