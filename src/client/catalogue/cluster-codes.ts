import { ExitCode } from '../exit-codes.ts';
import type { CatalogueEntry } from './entry.ts';

/** Of the Kubernetes API server. */
export const clusterCodes = {
  'Cluster.NoContext': {
    means: 'No cluster was chosen: there is no kubeconfig, no current context, or none of that name.',
    because: 'muster has no default cluster and never starts one silently.',
    fix: [
      'choose a cluster: --context NAME, --kubeconfig FILE, or KUBECONFIG',
      'no cluster at hand: add --embedded and muster starts one on this machine',
    ],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Unavailable': {
    means: 'The API server does not answer, or says that it cannot now.',
    because: 'It is away, overloaded (429, 5xx) or not reachable from here. While a run is open this is tried again.',
    fix: ['check it with: kubectl cluster-info', 'or use a cluster on this machine: --embedded'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Unauthorized': {
    means: 'The API server does not accept the credentials (401).',
    because: 'A token or certificate of this context has expired or was withdrawn.',
    fix: ['renew the credentials of this context, then try again'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Forbidden': {
    means: 'The API server refuses what was asked (403).',
    because: 'These credentials may not do it, or an admission rule or quota forbids it.',
    fix: ['check it with: kubectl auth can-i create namespaces', 'see every right that is missing: muster doctor'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.MissingRights': {
    means: 'The credentials lack rights that the run will need; the message names each.',
    because: 'Asked before anything is created, so that a run does not fail in its middle.',
    fix: [
      'have them granted: deploy/rbac.yaml holds all that muster needs, beside what --apply files hold',
      'a cluster that grants rights only in namespaces that are there: --no-preflight',
    ],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Rejected': {
    means: 'The API server gave an answer that no other try can change (400, 405, 413, 415, 422).',
    because: 'A webhook or policy refuses the namespace, or the server is none of Kubernetes.',
    fix: ['the message holds what the server said; see whether a namespace can be made: kubectl create namespace NAME'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.NotFound': {
    means: 'What was asked for is not there (404).',
    because: 'An API that the run needs is not served, or the address leads to something else than Kubernetes.',
    fix: ['check it with: kubectl api-resources'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Conflict': {
    means: 'The object was changed by somebody else meanwhile (409).',
    because: 'Another client or controller works on the same object.',
    fix: ['try again'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Misconfigured': {
    means: 'The kubeconfig cannot be used, or the server cannot be trusted.',
    because: 'A file is broken, a host name cannot be resolved, a certificate is not signed by the authority it names.',
    fix: ['check it with: kubectl cluster-info', 'see which context and file are used: muster doctor'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.Replaced': {
    means: 'The API server answers, but it is not the cluster that the run began on.',
    because: 'The cluster was thrown away and made again at the same address; all namespaces of the run went with it.',
    fix: ['start the run again'],
    exitCode: ExitCode.Environment,
  },
  'Cluster.CannotDelete': {
    means: 'Nothing new is started, because 20 namespaces are stuck.',
    because: 'This cluster cannot delete namespaces at present: usually an API service that is away.',
    fix: ['see what holds them: muster status RUN', 'list API services that are away: kubectl get apiservices'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
