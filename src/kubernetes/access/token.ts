import { SCOPED_TOKEN_LIFE_MS, SECOND_MS } from '../../shared/limits.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { SCENARIO_ACCOUNT } from '../../shared/scenario-account.ts';
import type { Connection } from '../requests/connection.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import { namespacePath } from '../namespaces/namespaces.ts';

/** A credential that is never logged, recorded or handed on except in the files of one script. */
export interface ScopedToken {
  readonly token: string;
  /** How long it is good from now on, as far as the API server and this machine's clock agree. */
  readonly lifeMs: number;
}

interface TokenAnswer {
  readonly spec?: { readonly expirationSeconds?: number };
  readonly status?: { readonly token?: string; readonly expirationTimestamp?: string };
}

/**
 * A token of the scenario's ServiceAccount, for SCOPED_TOKEN_LIFE_MS or what the cluster grants of it (`lifeMs`: at
 * least 10 min). It ends with the ServiceAccount and its namespace.
 * https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
 */
export async function requestToken(
  connection: Connection,
  namespace: string,
  signal?: AbortSignal,
): Promise<ScopedToken> {
  const path = `${namespacePath(namespace)}/serviceaccounts/${SCENARIO_ACCOUNT}/token`;
  const spec = { expirationSeconds: SCOPED_TOKEN_LIFE_MS / SECOND_MS };
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const answer = (await connection.send({ method: 'POST', path, body, signal })) as TokenAnswer;
  const token = answer.status?.token;
  if (token === undefined || token === '') throw noToken(namespace);
  return { token, lifeMs: grantedLifeMs(answer, Date.now()) };
}

/** Exported for its test. The granted seconds are right whatever this machine's clock says; the end may be nearer. */
export function grantedLifeMs({ spec, status }: TokenAnswer, nowMs: number): number {
  const grantedMs = (spec?.expirationSeconds ?? SCOPED_TOKEN_LIFE_MS / SECOND_MS) * SECOND_MS;
  const leftMs = Date.parse(status?.expirationTimestamp ?? '') - nowMs;
  return leftMs > 0 ? Math.min(leftMs, grantedMs) : grantedMs;
}

function noToken(namespace: string): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'unknown',
    message: `the API server answered the request for a token in ${namespace} without one`,
  });
}
