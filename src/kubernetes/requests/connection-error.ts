import { FailureType } from '../../shared/failure-types.ts';
import { SECOND_MS } from '../../shared/limits.ts';
import { KubernetesError } from '../kubernetes-error.ts';

/** The server's certificate cannot be trusted: somebody must change the configuration. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The request cannot have left this machine. */
const neverSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND']);

/**
 * A connection that failed, by Node's error code. `answeredBefore`: the server has answered this process already, so a
 * host name that cannot be resolved is an outage and not a spelling mistake.
 */
export function connectionError(
  what: string,
  server: string,
  error: unknown,
  answeredBefore: boolean,
): KubernetesError {
  const reason = codeOf(error);
  const where = reason === undefined ? server : `${server} (${reason})`;
  if (reason !== undefined && certificateCodes.has(reason)) {
    return new KubernetesError({
      type: FailureType.ClusterMisconfigured,
      retryable: false,
      outcome: 'not-applied',
      reason,
      message: `${what}: the certificate of ${where} cannot be trusted`,
    });
  }
  if (reason?.startsWith('ERR_OSSL_')) {
    return new KubernetesError({
      type: FailureType.ClusterMisconfigured,
      retryable: false,
      outcome: 'not-applied',
      reason,
      message: `${what}: the certificates or keys configured for ${where} cannot be read`,
    });
  }
  if (reason === 'ENOTFOUND' && !answeredBefore) {
    return new KubernetesError({
      type: FailureType.ClusterMisconfigured,
      retryable: false,
      outcome: 'not-applied',
      reason,
      message: `${what}: the host name of ${where} cannot be resolved`,
    });
  }
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: reason !== undefined && neverSentCodes.has(reason) ? 'not-applied' : 'unknown',
    message: `${what}: no answer from ${where}`,
    ...(reason === undefined ? {} : { reason }),
  });
}

/**
 * The server's certificate or ours is not accepted, told by Node's error code: a new authority or a new client
 * certificate may lie in the files already. OpenSSL names what the other side refused `ERR_SSL_…_ALERT_…`.
 */
export function isCertificateTrouble(error: unknown): boolean {
  const code = codeOf(error);
  return isNeverSent(error) || (code !== undefined && /^ERR_SSL_.*_ALERT_/.test(code));
}

/** A certificate error on our side of the handshake: no byte of the request has left. */
export function isNeverSent(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (certificateCodes.has(code) || code.startsWith('ERR_OSSL_'));
}

/** No connection could be made: neither could anybody else's now. */
export function isNobodyThere(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (neverSentCodes.has(code) || code === 'EHOSTUNREACH' || code === 'ENETUNREACH');
}

/** Its time was over while it waited for its turn. */
export function neverSentError(what: string, server: string, afterMs: number): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'not-applied',
    reason: 'DEADLINE',
    message: `${what}: waited ${afterMs / SECOND_MS} s for its turn to be sent to ${server}`,
  });
}

export function deadlineError(what: string, server: string, afterMs: number): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'unknown',
    reason: 'DEADLINE',
    message: `${what}: no answer from ${server} within ${afterMs / SECOND_MS} s`,
  });
}

/** The answer said success but did not arrive whole. */
export function unreadableAnswerError(what: string, code: number): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'applied',
    code,
    message: `${what}: the API server's answer (${code}) could not be read`,
  });
}

/** A missing file or plugin is configuration; a plugin that failed may succeed the next time. */
export function credentialsError(context: string, error: unknown): KubernetesError {
  const reason = codeOf(error);
  const missing = reason === 'ENOENT' || reason === 'EACCES' || reason === 'EISDIR';
  return new KubernetesError({
    type: missing ? FailureType.ClusterMisconfigured : FailureType.ClusterUnavailable,
    retryable: !missing,
    outcome: 'not-applied',
    message: missing
      ? `context ${context}: a file or program that its credentials need is missing or not accessible (${reason})`
      : `context ${context}: its credentials could not be obtained`,
    ...(reason === undefined ? {} : { reason }),
  });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
