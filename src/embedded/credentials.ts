import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CERTIFICATE_RENEWAL_MS } from '../shared/limits.ts';

/** Where keys, certificate and kubeconfig of a control plane lie, all below its data directory. */
export interface CredentialFiles {
  /** The API server writes `apiserver.crt` and `apiserver.key` here when they are missing. */
  readonly certDir: string;
  /** The server's certificate with the CA that signed it: what clients trust. */
  readonly caFile: string;
  readonly apiserverKeyFile: string;
  readonly tokensFile: string;
  readonly serviceAccountKeyFile: string;
  readonly serviceAccountPublicKeyFile: string;
  readonly kubeconfigFile: string;
}

export function credentialFiles(dataDir: string): CredentialFiles {
  const certDir = join(dataDir, 'pki');
  return {
    certDir,
    caFile: join(certDir, 'apiserver.crt'),
    apiserverKeyFile: join(certDir, 'apiserver.key'),
    tokensFile: join(certDir, 'tokens.csv'),
    serviceAccountKeyFile: join(certDir, 'sa.key'),
    serviceAccountPublicKeyFile: join(certDir, 'sa.pub'),
    kubeconfigFile: join(dataDir, 'kubeconfig'),
  };
}

/** Makes what is missing, keeps what is there, and returns the administrator's bearer token. */
export async function prepareCredentials(files: CredentialFiles): Promise<string> {
  await mkdir(files.certDir, { recursive: true, mode: 0o700 });
  await dropOldCertificate(files);
  if ((await readOptional(files.serviceAccountKeyFile)) === undefined) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'sec1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await writePrivate(files.serviceAccountPublicKeyFile, publicKey);
    await writePrivate(files.serviceAccountKeyFile, privateKey);
  }
  const kept = (await readOptional(files.tokensFile))?.split(',')[0];
  if (kept !== undefined && kept !== '') return kept;
  const token = randomBytes(32).toString('hex');
  await writePrivate(files.tokensFile, `${token},admin,admin,"system:masters"\n`);
  return token;
}

/** 0600; with everything inside, so that it works wherever it is copied to. */
export async function writeKubeconfig(files: CredentialFiles, server: string, token: string): Promise<void> {
  const ca = await readFile(files.caFile);
  // JSON is YAML, and every kubeconfig reader takes it.
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'embedded', cluster: { server, 'certificate-authority-data': ca.toString('base64') } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'embedded', context: { cluster: 'embedded', user: 'admin', namespace: 'default' } }],
    'current-context': 'embedded',
  };
  await writePrivate(files.kubeconfigFile, `${JSON.stringify(kubeconfig, null, 2)}\n`);
}

/** A certificate that is about to end, or cannot be read, is made anew by the API server. */
async function dropOldCertificate(files: CredentialFiles): Promise<void> {
  const pem = await readOptional(files.caFile);
  if (pem === undefined) return;
  try {
    const endMs = Date.parse(new X509Certificate(pem).validTo);
    if (endMs - Date.now() > CERTIFICATE_RENEWAL_MS) return;
  } catch {
    // Torn by a crash: the same as old.
  }
  await rm(files.caFile, { force: true });
  await rm(files.apiserverKeyFile, { force: true });
}

async function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function writePrivate(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
