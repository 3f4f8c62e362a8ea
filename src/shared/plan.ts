import type { ClusterIdentity } from './namespace.ts';
import type { NamespaceSetup } from './namespace-setup.ts';

/**
 * What a scenario may touch: `cluster`, the caller's own credentials with the context's namespace pinned, or
 * `namespace`, credentials that reach its own namespace only.
 */
export type Access = 'cluster' | 'namespace';

export type JunitProfile = 'standard' | 'strict';

/** Whose namespaces stay for a look after their script has ended. */
export type KeepPolicy = 'never' | 'on-failure' | 'always';

/**
 * A run's input after defaults: absolute paths, numbers in range. The workflow reads nothing else. What is optional
 * here was not known to the first release, whose open runs must go on: absent means its default.
 */
export interface RunSettings {
  readonly scenariosDir: string;
  readonly resultsDir: string;
  /** Slots at the start; `scale` changes the live number. */
  readonly maxParallel: number;
  /** Fixed bound of draining namespaces, or absent: the larger of 128 and 4 × the live limit. */
  readonly drainingMax?: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly infrastructureRetries: number;
  readonly skipExitCodes: readonly number[];
  readonly namespacePrefix: string;
  readonly access: Access;
  /** Default `never`. */
  readonly keep?: KeepPolicy;
  /** From the end of the script. */
  readonly keepForMs?: number;
  /** What every namespace gets beside its ownership; the paths of its files are absolute. */
  readonly namespaceSetup?: NamespaceSetup;
  /** Variables whose values are taken out of logs and results. */
  readonly secretEnv?: readonly string[];
  /** Variables of the worker that scripts get where no environment was handed over. */
  readonly passEnv?: readonly string[];
  /** Smallest time after which a deletion counts as stuck. */
  readonly stuckAfterMs: number;
  /** Once so many have failed or errored, what has not started is skipped (`Run.MaxFailures`). Absent: never. */
  readonly maxFailures?: number | undefined;
  /** A flaky scenario fails the run. Default false. */
  readonly failOnFlaky?: boolean;
  /** The run cancels itself when nobody has renewed its lease for so long (`Run.LeaseLapsed`). Absent: no lease. */
  readonly leaseMs?: number | undefined;
  /** Whether failed attempts' namespaces are looked at before they are deleted. Default true. */
  readonly diagnostics?: boolean;
  /** Default `standard`; `strict` leaves out what the narrowest JUnit schemas refuse. */
  readonly junitProfile?: JunitProfile;
  /** Where the run can be looked at; for reports. */
  readonly webUiUrl?: string | undefined;
  /** What every worker must find in the scenarios directory. Absent: whatever lies there, each script by its own digest. */
  readonly scenariosDigest?: string | undefined;
  /** The bundle in the workers' artifact store that the scenarios directory is unpacked from. Absent: it lies there. */
  readonly bundleDigest?: string | undefined;
  /** Results and logs go through the artifact store below this key, because the run's workers share no disk. */
  readonly artifactsPrefix?: string | undefined;
  /** Directory in which scripts start. */
  readonly workingDir: string;
  /** A 0600 file (JSON object of strings) with the caller's environment; removed when the run ends. */
  readonly environmentFile?: string;
}

/** What a scenario needs of its run's settings: these stand twice in histories for every scenario. */
export type ScenarioSettings = Omit<
  RunSettings,
  | 'maxParallel'
  | 'drainingMax'
  | 'stuckAfterMs'
  | 'maxFailures'
  | 'failOnFlaky'
  | 'leaseMs'
  | 'junitProfile'
  | 'webUiUrl'
>;

export function scenarioSettingsOf(settings: RunSettings): ScenarioSettings {
  const { maxParallel: _1, drainingMax: _2, stuckAfterMs: _3, maxFailures: _4, ...others } = settings;
  const { failOnFlaky: _5, leaseMs: _6, junitProfile: _7, webUiUrl: _8, ...needed } = others;
  return needed;
}

/** What the activities of one attempt need of a run's settings: these travel once more for every attempt. */
export type ScriptSettings = Pick<
  RunSettings,
  | 'scenariosDir'
  | 'resultsDir'
  | 'workingDir'
  | 'access'
  | 'environmentFile'
  | 'passEnv'
  | 'secretEnv'
  | 'scenariosDigest'
  | 'bundleDigest'
  | 'artifactsPrefix'
>;

export function scriptSettingsOf(settings: ScriptSettings): ScriptSettings {
  const { scenariosDir, resultsDir, workingDir, access, environmentFile } = settings;
  const { passEnv, secretEnv, scenariosDigest, bundleDigest, artifactsPrefix } = settings;
  return {
    scenariosDir,
    resultsDir,
    workingDir,
    access,
    ...(environmentFile === undefined ? {} : { environmentFile }),
    ...(passEnv === undefined ? {} : { passEnv }),
    ...(secretEnv === undefined ? {} : { secretEnv }),
    ...(scenariosDigest === undefined ? {} : { scenariosDigest }),
    ...(bundleDigest === undefined ? {} : { bundleDigest }),
    ...(artifactsPrefix === undefined ? {} : { artifactsPrefix }),
  };
}

/** Metadata of a single scenario wins over the run's setting. */
export function accessOf(scenario: Pick<PlannedScenario, 'access'>, { access }: Pick<RunSettings, 'access'>): Access {
  return scenario.access ?? access;
}

/** One scenario of a plan. Its `path`, relative to the scenarios directory with `/`, is its identity. */
export interface PlannedScenario {
  readonly path: string;
  /** Stem of its result files, unique within the run. */
  readonly resultName: string;
  /** SHA-256 of the file, hex. A file that differs when its turn comes makes the scenario errored. */
  readonly digest: string;
  /** From metadata, for people. */
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly component?: string;
  readonly version?: string;
  /** The median of earlier runs into this results directory, else the metadata's `estimated_time`. */
  readonly estimatedMs?: number;
  /** What metadata sets for this scenario alone; absent means the run's setting. */
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly skipExitCodes?: readonly number[];
  readonly access?: Access;
  readonly env?: Readonly<Record<string, string>>;
  /** Names of locks, sorted; scenarios of a run that share one never overlap. Absent: none. */
  readonly locks?: readonly string[];
  /** Runs while nothing else of its run does. */
  readonly exclusive?: true;
  /** Paths of scenarios of this run that must have passed before it starts. Absent: none. */
  readonly dependsOn?: readonly string[];
}

/**
 * A slice of a run of more than {@link SCENARIOS_PER_SHARD_MAX} scenarios. Scenarios that share a lock, or depend on one
 * another, are in one shard or in shards that run one `after` the other; exclusive ones are in shards that run after
 * all others.
 */
export interface ShardPlan {
  /** From 0; its place in {@link RunPlan.shards}. */
  readonly index: number;
  /** 1 to {@link SCENARIOS_PER_SHARD_MAX}. */
  readonly scenarioCount: number;
  /** Sum of the estimates, and how many scenarios have none. */
  readonly estimatedMs: number;
  readonly unestimatedCount: number;
  /** Indices of shards that must have closed before this one opens; smaller than its own. Absent: none. */
  readonly after?: readonly number[];
  /** Paths in those shards on which scenarios of this one depend. Absent: none. */
  readonly needs?: readonly string[];
}

/** What `planRun` returns: made once, everything after it works from this. */
export interface RunPlan {
  readonly settings: RunSettings;
  readonly cluster: ClusterIdentity;
  /** The UUID of Temporal's namespace. */
  readonly temporalNamespaceId: string;
  /** Those of our search attributes that the server knows; only these may be set. */
  readonly searchAttributes: readonly string[];
  /** In the order in which they start. Empty when there are shards. */
  readonly scenarios: readonly PlannedScenario[];
  /** Of a run of more than {@link SCENARIOS_PER_SHARD_MAX}: its slices, in the order in which they open. Absent: none. */
  readonly shards?: readonly ShardPlan[];
  /** SHA-256, hex, of the file in the results directory that holds the shards' scenarios. With shards only. */
  readonly planDigest?: string;
  /** Sentences for whoever started the run, such as a dependency that was not selected. Absent: none. */
  readonly notices?: readonly string[];
}
