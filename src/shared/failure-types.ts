/**
 * The stable types of failures. Decisions are made by these, never by message texts; users may rely on them.
 * A type is `Area.WhatHappened`.
 */
export const FailureType = {
  /** The run's input is not usable; the message is a sentence with the field and what was expected. */
  RunInvalidInput: 'Run.InvalidInput',
  /** Resetting a run would lose track of namespaces; start a new run instead. */
  RunResetUnsupported: 'Run.ResetUnsupported',
  /** More scenarios than one run starts. */
  RunTooManyScenarios: 'Run.TooManyScenarios',
  /** The selection matched nothing. */
  RunNothingMatched: 'Run.NothingMatched',
  /** At least one scenario failed or errored; totals in the details. Benign. */
  RunScenariosFailed: 'Run.ScenariosFailed',
  /** A defect of muster itself: scenarios and outcomes do not match one to one. */
  RunOutcomesDoNotAddUp: 'Run.OutcomesDoNotAddUp',
  /** No scenario failed, but namespaces are stuck or results could not be written: the verdict is incomplete. */
  RunIncomplete: 'Run.Incomplete',
  /** Not started, because as many scenarios had failed as were allowed (`--max-failures`). */
  RunMaxFailures: 'Run.MaxFailures',
  /** The run cancelled itself: whoever started it has not been heard of for the length of its lease. */
  RunLeaseLapsed: 'Run.LeaseLapsed',

  /** The scenarios directory is missing or cannot be read. */
  PlanNoDirectory: 'Plan.NoDirectory',
  /** A metadata block is malformed; the message carries file, line and what was expected. */
  PlanInvalidMetadata: 'Plan.InvalidMetadata',

  /** Scenarios depend on one another in a circle; the message shows it. */
  PlanDependencyCycle: 'Plan.DependencyCycle',
  /** A scenario depends on something that is no script of the directory, or on more than one. */
  PlanUnknownDependency: 'Plan.UnknownDependency',
  /** The scenarios directory at the worker does not hold what the caller's holds. */
  PlanDigestMismatch: 'Plan.DigestMismatch',

  /** The artifact store has no such bundle, or what it has is not what its digest says. */
  BundleInvalid: 'Bundle.Invalid',
  /** The artifact store cannot be used for good: no such bucket or directory, no right to write, not configured. */
  ArtifactsUnusable: 'Artifacts.Unusable',
  /** The artifact store does not answer, or not in time: worth another try. */
  ArtifactsUnavailable: 'Artifacts.Unavailable',

  /** A script said no. Closes the scenario's workflow as Failed; benign, outcome in the details. */
  ScenarioFailed: 'Scenario.Failed',
  /** It cannot be told whether the script would pass. Closes the scenario's workflow as Failed; benign. */
  ScenarioErrored: 'Scenario.Errored',
  /** The script's file is not the one that was planned. */
  ScenarioChanged: 'Scenario.Changed',
  /** A scenario on which it depends did not pass, so it was skipped. */
  ScenarioDependencyNotPassed: 'Scenario.DependencyNotPassed',
  /** The interpreter could not be started. */
  ScenarioCannotStart: 'Scenario.CannotStart',
  /** The scenario has its outcome: what only one that waits or runs can be asked comes too late. Its path is a detail. */
  ScenarioEnded: 'Scenario.Ended',
  /** The scenario's workflow closed without an outcome (terminated by hand). */
  ScenarioLost: 'Scenario.Lost',

  /** The workflow of its slice of the run closed abnormally, so that it never started or its end cannot be told. */
  ShardLost: 'Shard.Lost',

  /** The worker that ran the script stopped answering. */
  WorkerLost: 'Worker.Lost',
  /** The worker was asked to stop while the script ran. */
  WorkerShutdown: 'Worker.Shutdown',

  /** Another owner has a namespace of this name. */
  NamespaceNameTaken: 'Namespace.NameTaken',
  /** The namespace was created but cannot be used (no ServiceAccount or root CA in time). */
  NamespaceNotReady: 'Namespace.NotReady',
  /** A file that was to be applied cannot be read, is no manifest, or reaches outside the namespace. */
  NamespaceInvalidManifest: 'Namespace.InvalidManifest',
  /** The namespace exists but is not ours to delete. */
  NamespaceNotOurs: 'Namespace.NotOurs',
  /** Deletion was asked for and does not end. */
  NamespaceStuck: 'Namespace.Stuck',

  /** No kubeconfig context was found or the named one does not exist; there is no default cluster. */
  ClusterNoContext: 'Cluster.NoContext',
  /** The API server refused for good: 401. */
  ClusterUnauthorized: 'Cluster.Unauthorized',
  /** The API server refused for good: 403. */
  ClusterForbidden: 'Cluster.Forbidden',
  /** The credentials lack a right that the run will need; the message names each. */
  ClusterMissingRights: 'Cluster.MissingRights',
  /** Any other answer that a retry cannot change (400, 405, 413, 415, 422). */
  ClusterRejected: 'Cluster.Rejected',
  /** Not there (404). */
  ClusterNotFound: 'Cluster.NotFound',
  /** 409 other than a name that is taken. */
  ClusterConflict: 'Cluster.Conflict',
  /** 429, 5xx, connection errors, time-outs: worth another try. */
  ClusterUnavailable: 'Cluster.Unavailable',
  /** The certificate or host name cannot be trusted or resolved: configuration. */
  ClusterMisconfigured: 'Cluster.Misconfigured',
  /** The API server answers, but it is not the cluster that the run began on. */
  ClusterReplaced: 'Cluster.Replaced',
  /** Too many stuck namespaces: nothing new is started. */
  ClusterCannotDelete: 'Cluster.CannotDelete',

  /** The results directory belongs to another open run. */
  ResultsInUse: 'Results.InUse',
  /** The results directory cannot be written. */
  ResultsUnwritable: 'Results.Unwritable',
  /** A report could not be made from the run's record: a defect of muster; the record and the other reports are there. */
  ResultsNotRendered: 'Results.NotRendered',
} as const;

export type FailureType = (typeof FailureType)[keyof typeof FailureType];
