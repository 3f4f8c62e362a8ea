import type { Access, RunSettings } from './plan.ts';
import { resourceNameOf } from './resource-name.ts';
import { SCENARIO_ACCOUNT, SCENARIO_ROLE } from './scenario-account.ts';

/** One thing that somebody may do on the whole cluster, in the words of a ClusterRole's rule. */
export interface Right {
  readonly verb: string;
  /** `''` is the core group. */
  readonly group: string;
  /** With its subresource, as in `serviceaccounts/token`. */
  readonly resource: string;
  /** Only this object of the kind. */
  readonly name?: string;
}

const RBAC = 'rbac.authorization.k8s.io';

function rightsTo(verbs: string, resource: string, group = ''): Right[] {
  return verbs.split(' ').map((verb) => ({ verb, group, resource }));
}

const always = [
  ...rightsTo('create get list watch delete', 'namespaces'),
  // Both belong to every namespace; until they are there, no pod can be made in it.
  { verb: 'get', group: '', resource: 'serviceaccounts', name: 'default' },
  { verb: 'get', group: '', resource: 'configmaps', name: 'kube-root-ca.crt' },
  // Pods are ended first, so that a slot is free soon and the namespace gone in half the time.
  ...rightsTo('list deletecollection', 'pods'),
];

const toKeep = rightsTo('patch', 'namespaces');
const forQuota = rightsTo('create get', 'resourcequotas');
const forLimits = rightsTo('create get', 'limitranges');
const forNetwork = rightsTo('create get', 'networkpolicies', 'networking.k8s.io');
const forScopedAccess: readonly Right[] = [
  ...rightsTo('create', 'serviceaccounts'),
  { verb: 'get', group: '', resource: 'serviceaccounts', name: SCENARIO_ACCOUNT },
  { verb: 'create', group: '', resource: 'serviceaccounts/token', name: SCENARIO_ACCOUNT },
  ...rightsTo('create get', 'rolebindings', RBAC),
  { verb: 'bind', group: RBAC, resource: 'clusterroles', name: SCENARIO_ROLE },
];

const forDiagnostics: readonly Right[] = [
  ...rightsTo('get', 'pods/log'),
  ...rightsTo('list', 'events'),
  ...['deployments', 'statefulsets', 'daemonsets'].flatMap((resource) => rightsTo('list', resource, 'apps')),
  ...rightsTo('list', 'jobs', 'batch'),
  ...rightsTo('list', 'persistentvolumeclaims'),
];

/**
 * What a run can do without: it is not asked for before the run begins, and what could not be read for want of it is
 * said beside what could. `deploy/rbac.yaml` grants it with a role of its own.
 */
export function optionalRights({ diagnostics = true }: Pick<RunSettings, 'diagnostics'>): Right[] {
  return diagnostics ? [...forDiagnostics] : [];
}

/**
 * What muster itself must be allowed to do for a run with these settings, beside what its scripts do with the same
 * credentials. `deploy/rbac.yaml` grants it. What `--apply` needs depends on the files and is not among it.
 */
export function requiredRights(
  settings: Pick<RunSettings, 'keep' | 'namespaceSetup'>,
  accesses: ReadonlySet<Access>,
): Right[] {
  const { keep = 'never', namespaceSetup } = settings;
  const isGiven = (record: Readonly<Record<string, string>> | undefined) => Object.keys(record ?? {}).length > 0;
  return [
    ...always,
    ...(keep === 'never' ? [] : toKeep),
    ...(isGiven(namespaceSetup?.quota) ? forQuota : []),
    ...(isGiven(namespaceSetup?.limitDefaults) ? forLimits : []),
    ...(namespaceSetup?.networkPolicy === 'default-deny' ? forNetwork : []),
    ...(accesses.has('namespace') ? forScopedAccess : []),
  ];
}

/** `delete namespaces`, `bind clusterroles.rbac.authorization.k8s.io "admin"`: in kubectl's words. */
export function rightText({ verb, group, resource, name }: Right): string {
  return `${verb} ${resourceNameOf(resource, group)}${name === undefined ? '' : ` "${name}"`}`;
}
