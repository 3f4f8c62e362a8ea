import type { Fields, Kubeconfig } from './kubeconfig.ts';

/** One context with everything it needs and nothing else: what is talked to, and what scripts are given. */
export interface SelectedContext {
  readonly context: string;
  readonly server: string;
  /** Name of the user entry; absent when the context names none (no credentials). */
  readonly user?: string;
  readonly clusterName: string;
  readonly clusterFields: Fields;
  readonly userFields: Fields;
  readonly contextFields: Fields;
}

/** The context of that name, or a sentence that says what it lacks. */
export function selectContext(config: Kubeconfig, name: string): SelectedContext | string {
  const context = config.contexts.find((entry) => entry.name === name)?.fields;
  if (context === undefined) return `there is no context "${name}"${listed(config.contexts.map((one) => one.name))}`;
  const clusterName = context['cluster'];
  const cluster = config.clusters.find((entry) => entry.name === clusterName);
  if (cluster === undefined)
    return `context "${name}" names the cluster "${String(clusterName)}", which does not exist`;
  const server = cluster.fields['server'];
  if (typeof server !== 'string' || !/^https?:\/\//.test(server) || !URL.canParse(server)) {
    return `cluster "${cluster.name}" of context "${name}" has no usable server address`;
  }
  const userName = context['user'];
  const named = typeof userName === 'string' && userName !== '';
  const user = config.users.find((entry) => entry.name === userName);
  if (named && user === undefined) return `context "${name}" names the user "${userName}", which does not exist`;
  return {
    context: name,
    server,
    clusterName: cluster.name,
    clusterFields: cluster.fields,
    userFields: user?.fields ?? {},
    contextFields: context,
    ...(named ? { user: userName } : {}),
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length === 0 ? '' : ` (there are: ${shown}${names.length > 10 ? ', …' : ''})`;
}

/** A kubeconfig with this one context, its default namespace set when one is given. */
export function kubeconfigDocument(selected: SelectedContext, namespace?: string): Fields {
  const user = selected.user ?? 'anonymous';
  const context = { ...selected.contextFields, cluster: selected.clusterName, user };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: selected.clusterName, cluster: selected.clusterFields }],
    users: [{ name: user, user: selected.userFields }],
    contexts: [{ name: selected.context, context: namespace === undefined ? context : { ...context, namespace } }],
    'current-context': selected.context,
  };
}
