/** A namespace that we created or meant to create. `uid` is absent while it is not known that the create arrived. */
export interface NamespaceRef {
  readonly name: string;
  readonly uid?: string;
}

/** Who owns a namespace: one attempt of one scenario execution of one Temporal namespace. Written in the create itself. */
export interface NamespaceOwner {
  readonly runName: string;
  /** The scenario's path, its identity within the run. */
  readonly scenario: string;
  readonly attempt: number;
  /** The UUID of Temporal's namespace: tells installations on one cluster apart. */
  readonly temporalNamespaceId: string;
  /** The scenario execution. */
  readonly workflowId: string;
  readonly firstRunId: string;
}

/** What the namespace controller says about a deletion that does not end: `status.conditions`, verbatim. */
export interface NamespaceCondition {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export interface StuckNamespace extends NamespaceRef {
  /** A {@link FailureType}: `Namespace.Stuck`, or why the deletion was refused. */
  readonly reason: string;
  readonly conditions: readonly NamespaceCondition[];
  /** What holds it, as far as could be found out. */
  readonly blockers?: readonly NamespaceBlocker[];
}

/** What holds a namespace that is being deleted. */
export type NamespaceBlocker =
  | {
      readonly kind: 'object';
      /** As kubectl takes it: `configmaps`, `databases.example.com`. */
      readonly resource: string;
      readonly name: string;
      /** Empty: it is there without one, so its own deletion is refused (a webhook) or still going on. */
      readonly finalizers: readonly string[];
    }
  /** An aggregated API that does not answer keeps every namespace of the cluster from ending. */
  | { readonly kind: 'api-service'; readonly name: string; readonly reason: string; readonly message: string };

/** A namespace that stays for a look until its time is up. */
export interface KeptNamespace extends Required<NamespaceRef> {
  /** The scenario's path. */
  readonly scenario: string;
  /** Milliseconds since the epoch; afterwards the janitor deletes it. */
  readonly untilMs: number;
}

/** A namespace that was to stay and was deleted all the same. */
export interface NotKept {
  readonly name: string;
  /** The scenario's path. */
  readonly scenario: string;
  /** Why, in one line. */
  readonly message: string;
}

/** Which cluster a run works on. The uid of `kube-system` tells a cluster that was thrown away from one that is away. */
export interface ClusterIdentity {
  readonly uid: string;
  readonly server: string;
  readonly context: string;
}

/** Labels and annotations that carry the ownership. Keys are part of the public contract. */
export const Mark = {
  managedByLabel: 'app.kubernetes.io/managed-by',
  managedByValue: 'muster',
  runLabel: 'muster/run',
  scenarioLabel: 'muster/scenario',
  runAnnotation: 'muster/run-name',
  scenarioAnnotation: 'muster/scenario-path',
  temporalNamespaceIdAnnotation: 'muster/temporal-namespace-id',
  workflowIdAnnotation: 'muster/workflow-id',
  firstRunIdAnnotation: 'muster/first-run-id',
  attemptAnnotation: 'muster/attempt',
  expiresAtAnnotation: 'muster/expires-at',
  keepUntilAnnotation: 'muster/keep-until',
} as const;
