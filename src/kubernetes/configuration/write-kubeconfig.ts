import { readFile } from 'node:fs/promises';
import { dumpYaml } from '@kubernetes/client-node';
import { credentialsError } from '../requests/connection-error.ts';
import { SCENARIO_ACCOUNT } from '../../shared/scenario-account.ts';
import type { Fields } from './kubeconfig.ts';
import { replacePrivateFile } from './private-file.ts';
import { secretsOfUser } from './secrets-of-user.ts';
import type { SelectedContext } from './selected-context.ts';
import { kubeconfigDocument } from './selected-context.ts';

/**
 * Writes a kubeconfig of mode 0600 with the caller's own credentials, this one context, and its namespace pinned.
 * The directory must exist and should be private. Returns the secrets that stand in it. Throws Node's error when it
 * cannot be written.
 */
export async function writeKubeconfig(
  selected: SelectedContext,
  namespace: string,
  path: string,
): Promise<readonly string[]> {
  await replacePrivateFile(path, dumpYaml(kubeconfigDocument(selected, namespace)));
  return secretsOfUser(selected.userFields);
}

export interface ScopedFiles {
  readonly namespace: string;
  readonly token: string;
  readonly path: string;
  /** The token alone, for clients that read it again (kubectl, helm and whatever else is made with client-go). */
  readonly tokenPath: string;
}

/**
 * Writes the token's file and a kubeconfig with that token for the same cluster, both 0600: context, server and its CA
 * are the caller's, its credentials are not in it. The token stands in it twice, because client-go prefers the file and
 * reads it again every minute, while others know the field only. Each file is replaced in one step, so that whoever
 * reads them meanwhile has the old token or the new one. Throws `Cluster.Misconfigured` when the CA cannot be read.
 */
export async function writeScopedKubeconfig(selected: SelectedContext, files: ScopedFiles): Promise<void> {
  const { namespace, token, path, tokenPath } = files;
  const scoped: SelectedContext = {
    ...selected,
    user: SCENARIO_ACCOUNT,
    clusterFields: await withEmbeddedAuthority(selected),
    userFields: { token, tokenFile: tokenPath },
    contextFields: {},
  };
  await replacePrivateFile(tokenPath, token);
  await replacePrivateFile(path, dumpYaml(kubeconfigDocument(scoped, namespace)));
}

async function withEmbeddedAuthority({ context, clusterFields }: SelectedContext): Promise<Fields> {
  const { 'certificate-authority': file, ...others } = clusterFields;
  // As for kubectl: what stands in the kubeconfig itself wins over a file.
  if (typeof file !== 'string' || file === '' || Boolean(others['certificate-authority-data'])) return others;
  const authority = await readFile(file).catch((error: unknown) => {
    throw credentialsError(context, error);
  });
  return { ...others, 'certificate-authority-data': authority.toString('base64') };
}
