import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OBSERVER_AGENT } from './cluster.ts';

/** An API server that writes down who asked it for what. */
export interface Audit {
  /** To be given to muster as the API server's program. */
  readonly program: string;
  readonly logFile: string;
}

/**
 * Writes a program that starts the API server with an audit log. Runs beside it are not timed: every request then costs
 * a line on the disk. `apiserver`: the real program.
 */
export function prepareAudit(dir: string, apiserver: string): Audit {
  const policy = join(dir, 'audit-policy.yaml');
  const logFile = join(dir, 'audit.log');
  const program = join(dir, 'kube-apiserver-with-audit');
  writeFileSync(
    policy,
    [
      'apiVersion: audit.k8s.io/v1',
      'kind: Policy',
      'omitStages: [RequestReceived, ResponseStarted]',
      'rules: [{ level: Metadata }]',
      '',
    ].join('\n'),
  );
  const script = [
    '#!/usr/bin/env bash',
    `case "\${1:-}" in --version*) exec '${apiserver}' "$@" ;; esac`,
    `exec '${apiserver}' "$@" '--audit-policy-file=${policy}' '--audit-log-path=${logFile}' --audit-log-mode=blocking`,
    '',
  ];
  writeFileSync(program, script.join('\n'));
  chmodSync(program, 0o755);
  return { program, logFile };
}

/** Calls by whoever made them; watches count when they end. */
export interface ApiCalls {
  /** Of the contender and of what its scripts call. */
  readonly contender: number;
  readonly controlPlane: number;
  /** Of the contender, by verb and resource: `create namespaces`. */
  readonly byVerb: Readonly<Record<string, number>>;
}

const CONTROL_PLANE_AGENT = /^(kube-|kwok|Go-http-client)/;

export function clearAudit({ logFile }: Audit): void {
  truncateSync(logFile, 0);
}

export function readAudit({ logFile }: Audit): ApiCalls {
  return countCalls(readFileSync(logFile, 'utf8'));
}

interface AuditEvent {
  readonly verb: string;
  readonly userAgent?: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
  readonly requestURI: string;
}

/** `text`: lines of JSON; a line that was cut off by the reading is left out. */
export function countCalls(text: string): ApiCalls {
  const byVerb: Record<string, number> = {};
  let contender = 0;
  let controlPlane = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const { verb, userAgent = '', objectRef, requestURI } = JSON.parse(line) as AuditEvent;
    if (userAgent.startsWith(OBSERVER_AGENT)) continue;
    if (CONTROL_PLANE_AGENT.test(userAgent)) {
      controlPlane += 1;
      continue;
    }
    contender += 1;
    const resource = [objectRef?.resource, objectRef?.subresource].filter(Boolean).join('/');
    const what = `${verb} ${resource === '' ? requestURI.replace(/\?.*/, '') : resource}`;
    byVerb[what] = (byVerb[what] ?? 0) + 1;
  }
  return { contender, controlPlane, byVerb };
}
