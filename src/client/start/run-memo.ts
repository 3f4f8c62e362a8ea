/**
 * What a run remembers of how it was started, in its workflow's memo: enough for any later command to bring back the
 * local servers and the worker it needs. Paths and names only; never credentials.
 */
export interface RunMemo {
  readonly cluster: RunCluster;
  /** As given; relative only on the workers' own disk. */
  readonly scenariosDir: string;
  readonly resultsDir: string;
}

export type RunCluster =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'kubeconfig'; readonly kubeconfigPath: string; readonly context: string; readonly server: string }
  /** Workers of somebody else. */
  | { readonly kind: 'worker' };

const MEMO_KEY = 'muster';

export function memoOf(memo: RunMemo): Record<string, unknown> {
  return { [MEMO_KEY]: memo };
}

/** Undefined for runs that were started by other means. */
export function readMemo(memo: Readonly<Record<string, unknown>> | undefined): RunMemo | undefined {
  const value = memo?.[MEMO_KEY];
  if (typeof value !== 'object' || value === null || !('cluster' in value)) return undefined;
  return value as RunMemo;
}
