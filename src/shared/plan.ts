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
  /** Directory in which scripts start. */
  readonly workingDir: string;
  /** A 0600 file (JSON object of strings) with the caller's environment; removed when the run ends. */
  readonly environmentFile?: string;
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
}

/** What `planRun` returns: made once, everything after it works from this. */
export interface RunPlan {
  readonly settings: RunSettings;
  readonly cluster: ClusterIdentity;
  /** The UUID of Temporal's namespace. */
  readonly temporalNamespaceId: string;
  /** Those of our search attributes that the server knows; only these may be set. */
  readonly searchAttributes: readonly string[];
  /** In the order in which they start. */
  readonly scenarios: readonly PlannedScenario[];
}
