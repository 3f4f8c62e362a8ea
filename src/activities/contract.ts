import type {
  ClusterIdentity,
  KeptNamespace,
  NamespaceBlocker,
  NamespaceCondition,
  NamespaceOwner,
  NamespaceRef,
  NotKept,
  StuckNamespace,
} from '../shared/namespace.ts';
import type { RunInput } from '../shared/run-input.ts';
import type { NamespaceSetup } from '../shared/namespace-setup.ts';
import type { ScenarioOutcome, Totals } from '../shared/outcome.ts';
import type { Access, PlannedScenario, RunPlan, RunSettings, ScriptSettings } from '../shared/plan.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import type { SweepInput, SweepResult } from './sweep/sweep-contract.ts';

export type * from './sweep/sweep-contract.ts';

/**
 * What workflows may ask of the world. Every activity is idempotent: it may run again after a crash, also beside an
 * earlier try whose answer was lost. Failures carry a type of `shared/failure-types.ts`; what cannot be mended by
 * another try is non-retryable.
 */
export interface Activities {
  /**
   * Completes the input, discovers, selects and orders the scenarios, identifies the cluster, registers the search
   * attributes and takes the results directory for this run (an earlier run's files move aside).
   * Non-retryable: `Run.InvalidInput`, `Run.TooManyScenarios`, `Run.NothingMatched`, `Plan.*`,
   * `Namespace.InvalidManifest`, `Results.InUse`, `Results.Unwritable`, `Cluster.*` except `Cluster.Unavailable`.
   */
  readonly planRun: (input: RunInput) => Promise<RunPlan>;

  /**
   * The scenarios of one shard, from the file that {@link planRun} wrote; refuses a file that is not the planned one.
   * Non-retryable: `Results.Unwritable` (the file is gone or changed).
   */
  readonly readShardPlan: (input: ReadShardPlanInput) => Promise<{ readonly scenarios: readonly PlannedScenario[] }>;

  /**
   * Writes down what became of every scenario of a shard, for {@link finishRun}, which takes nothing else for true.
   * Returns the SHA-256 (hex) of what was written.
   */
  readonly sealShard: (input: SealShardInput) => Promise<{ readonly digest: string }>;

  /**
   * Ends a shard whose workflow closed abnormally: waits until each of its scenarios has closed (Temporal asks them to
   * cancel), reads their outcomes from their results, writes the result files and seals the shard. One that was
   * cancelled by this, or never started, is errored with `Shard.Lost`. Reclaims nothing. Heartbeats; may be asked
   * again and goes on.
   */
  readonly adoptShard: (input: AdoptShardInput) => Promise<AdoptShardResult>;

  /**
   * Creates the namespace with its ownership and its setup and waits until it can be used. One of that name that is
   * ours is adopted. Non-retryable: `Namespace.NameTaken` (take another name), `Namespace.InvalidManifest`,
   * `Cluster.Forbidden` and other refusals.
   */
  readonly createNamespace: (input: CreateNamespaceInput) => Promise<Required<NamespaceRef>>;

  /**
   * Runs the script to its end, its time limit or its cancellation; none of its descendants in its process group is
   * alive when this settles. A script's own failure is a value. Heartbeats throughout.
   * Non-retryable: `Scenario.Changed`, `Scenario.CannotStart`.
   */
  readonly runScenario: (input: RunScenarioInput) => Promise<ScriptResult>;

  /**
   * Looks at what the namespace of a failed attempt holds, before it is deleted, and writes it beside the results.
   * Never fails for what it could not see; bounded by DIAGNOSTICS_TIMEOUT_MS. `diagnosis`: the most telling line.
   */
  readonly collectDiagnostics: (input: CollectDiagnosticsInput) => Promise<{ readonly diagnosis?: string }>;

  /**
   * Asks for the deletion, by uid when it is known, then deletes the namespace's pods at once and waits for them (at
   * most `podsTimeoutMs`). Not there, or of another uid, is success. Also covers a create that may still be on its way.
   * Non-retryable: `Namespace.NotOurs`, `Cluster.Forbidden` and other refusals.
   */
  readonly deleteNamespace: (input: DeleteNamespaceInput) => Promise<DeleteNamespaceResult>;

  /**
   * Marks the namespace as kept until then, for every janitor and every sweep, and moves its hard expiry there. Not
   * there any more, of another uid, or being deleted, is `kept: false`.
   * Non-retryable: `Cluster.Forbidden` and other refusals.
   */
  readonly keepNamespace: (input: KeepNamespaceInput) => Promise<{ readonly kept: boolean }>;

  /**
   * Answers as soon as one of the namespaces is proved gone, at the latest after `turnMs`, with what is gone and what
   * the others say. Another cluster behind the same address means that all are gone. Heartbeats.
   */
  readonly awaitNamespacesGone: (input: AwaitNamespacesGoneInput) => Promise<AwaitNamespacesGoneResult>;

  /**
   * Finds namespaces by ownership with one consistent LIST, asks for the deletion of each (by uid) and its pods, and
   * returns all that it found, also those that are already being deleted. One that may not be deleted is among the
   * refused ones and stops nothing.
   */
  readonly reclaimNamespaces: (input: ReclaimNamespacesInput) => Promise<ReclaimNamespacesResult>;

  /** Writes the result files of scenarios that have just finished. Each file is replaced atomically. */
  readonly writeResults: (input: WriteResultsInput) => Promise<void>;

  /**
   * Writes the run's report from the files of {@link writeResults} and the header, gives the results directory back
   * and removes the environment file. For files that are missing, or do not say what the run knows, it puts in that.
   */
  readonly finishRun: (input: FinishRunInput) => Promise<void>;

  /**
   * The janitor: deletes namespaces of this Temporal namespace whose scenario execution is closed or unknown and that
   * are older than the grace, and anybody's that are past their hard expiry; kept ones only when their time is up. One
   * that was refused before is asked for again when its back-off is over. Heartbeats.
   */
  readonly sweepOrphans: (input?: SweepInput) => Promise<SweepResult>;
}

export interface CreateNamespaceInput {
  readonly name: string;
  readonly owner: NamespaceOwner;
  /** Milliseconds since the epoch, written as RFC 3339 to `muster/expires-at`. */
  readonly expiresAtMs: number;
  /** `namespace`: with a ServiceAccount for the script that may do everything in it and nothing elsewhere. */
  readonly access?: Access;
  readonly setup?: NamespaceSetup;
}

export interface CollectDiagnosticsInput {
  readonly settings: ScriptSettings;
  /** `env`: its values may be secret, and are taken out as they are of the log. */
  readonly scenario: Pick<PlannedScenario, 'path' | 'resultName' | 'env'>;
  readonly attempt: number;
  readonly namespace: string;
}

export interface KeepNamespaceInput extends Required<NamespaceRef> {
  readonly untilMs: number;
}

/** First detail of a failed create, when it is certain. */
export interface CreateFailureDetails {
  readonly nothingCreated: boolean;
}

export interface RunScenarioInput {
  readonly runName: string;
  readonly settings: ScriptSettings;
  readonly scenario: PlannedScenario;
  readonly attempt: number;
  readonly namespace: string;
  readonly release: string;
  readonly timeoutMs: number;
  readonly skipExitCodes: readonly number[];
}

export interface ScriptResult {
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Absent when passed. `access-denied`: it failed after the API server had refused it something outside its rights. */
  readonly reason?: 'timeout' | 'signal' | 'exit-code' | 'access-denied';
  /** One line: `exit code 3`, `killed by SIGSEGV`, `ran past its time limit of 1h`, `skipped: <last line>`. */
  readonly message?: string;
  readonly exitCode?: number;
  readonly scriptMs: number;
  /** End of the output as text, at most OUTPUT_TAIL_BYTES; empty when passed. */
  readonly tail: string;
}

export interface DeleteNamespaceInput extends NamespaceRef {
  readonly owner: NamespaceOwner;
  /** When the create was called but its answer never came: absence is believed only after this time (epoch ms). */
  readonly createMayArriveUntilMs?: number;
  readonly podsTimeoutMs: number;
}

export interface DeleteNamespaceResult {
  /** Absent when there was nothing of ours to delete. */
  readonly uid?: string;
  /** False: pods were still there after `podsTimeoutMs`. */
  readonly podsGone: boolean;
}

export interface AwaitNamespacesGoneInput {
  readonly namespaces: readonly NamespaceRef[];
  readonly cluster: ClusterIdentity;
  readonly turnMs: number;
  /** Nobody waits for the first that is gone: so long for others after it. Default 0. */
  readonly gatherMs?: number;
  /** At the end of the turn, find out what holds these; names. */
  readonly diagnose?: readonly string[];
}

export interface AwaitNamespacesGoneResult {
  readonly gone: readonly string[];
  readonly remaining: readonly {
    readonly name: string;
    readonly conditions: readonly NamespaceCondition[];
    readonly blockers?: readonly NamespaceBlocker[];
  }[];
  /** True: another cluster answers now; everything is gone with the old one. */
  readonly clusterReplaced: boolean;
}

export interface ReclaimNamespacesInput {
  readonly runName: string;
  readonly temporalNamespaceId: string;
  readonly cluster: ClusterIdentity;
  /** Only this scenario execution's (workflow id); absent means every namespace of the run's executions. */
  readonly workflowId?: string;
  /** Only those of these scenario executions, at most SCENARIOS_PER_SHARD_MAX. */
  readonly workflowIds?: readonly string[];
  /** Ids of the run's scenario executions begin with this. */
  readonly workflowIdPrefix: string;
}

export interface ReclaimNamespacesResult {
  /** Those that are being deleted now. */
  readonly found: readonly Required<NamespaceRef>[];
  /** Those whose deletion was refused for good. */
  readonly refused: readonly StuckNamespace[];
  /** Those that stay for a look; they were not touched. */
  readonly kept?: readonly KeptNamespace[];
  readonly clusterReplaced: boolean;
}

export interface WriteResultsInput {
  readonly runName: string;
  readonly settings: Pick<RunSettings, 'resultsDir' | 'artifactsPrefix'>;
  readonly scenarios: readonly ScenarioReport[];
}

export interface FinishRunInput {
  /** What the report says of where its files lie. Absent: the settings' own directory. */
  readonly reportedDir?: string;
  /** The report without its scenarios, which lie on disk. */
  readonly header: Omit<RunReport, 'scenarios' | 'settings'>;
  readonly settings: RunSettings;
  /** Every planned scenario, so that none can be lost. Empty when there are shards. */
  readonly scenarios: readonly EndedScenario[];
  /** Of a run with shards: what each was sealed with, by index; empty for one that could not be sealed. */
  readonly sealedDigests?: readonly string[];
  /** Of a run with shards: {@link RunPlan.planDigest}. Absent: the plan's file is only held against the totals. */
  readonly planDigest?: string;
}

/** A planned scenario and its end, as the workflow itself knows it. */
export interface EndedScenario extends Pick<ScenarioReport, 'path' | 'resultName' | 'workflowId'> {
  /** What became of it; absent in runs that the first release began. */
  readonly ended?: Omit<ScenarioOutcome, 'attempts'>;
}

export interface ReadShardPlanInput {
  readonly settings: Pick<RunSettings, 'resultsDir' | 'artifactsPrefix'>;
  readonly planDigest: string;
  readonly index: number;
}

export interface SealShardInput {
  readonly settings: RunSettings;
  readonly index: number;
  readonly scenarios: readonly EndedScenario[];
}

export interface AdoptShardInput {
  readonly runName: string;
  readonly settings: RunSettings;
  readonly planDigest: string;
  readonly index: number;
  /** The run's workflow id and first run id, of which the ids of its scenarios are made. */
  readonly runWorkflowId: string;
  readonly runFirstRunId: string;
}

export interface AdoptShardResult {
  readonly digest: string;
  readonly totals: Totals;
  /** Paths of what did not pass. */
  readonly notPassed: readonly string[];
  /** What its scenarios left behind, as far as their results say. */
  readonly draining: readonly NamespaceRef[];
  readonly stuck: readonly StuckNamespace[];
  readonly kept?: readonly KeptNamespace[];
  readonly notKept?: readonly NotKept[];
}
