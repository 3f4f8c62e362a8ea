import {
  KEEP_FOR_MS_DEFAULT,
  MAX_PARALLEL_DEFAULT,
  NAMESPACE_PREFIX_DEFAULT,
  RETRIES_DEFAULT,
  SCRIPT_TIMEOUT_MS_DEFAULT,
  STUCK_AFTER_MS_MIN,
} from '../../shared/limits.ts';
import type { SettingKey } from '../config/config-schema.ts';
import { durationText } from '../view/duration.ts';

/** Where a setting may stand beside its key in a configuration file. */
export interface SettingPlaces {
  readonly flag: `--${string}`;
  readonly variable?: string;
  /** What holds when nobody says otherwise, as it would be written. */
  readonly fallback?: string;
  /** The last one given does not replace those given elsewhere: all of them hold. */
  readonly addsUp?: true;
}

/** Every setting, in the order in which people read them. */
export const settingTable: Readonly<Record<SettingKey, SettingPlaces>> = {
  scenariosDir: { flag: '--scenarios-dir', variable: 'SCENARIOS_DIR', fallback: 'scenarios' },
  resultsDir: { flag: '--results-dir', variable: 'RESULTS_DIR', fallback: 'test-results' },
  tags: { flag: '--tag' },
  labels: { flag: '--label' },
  grep: { flag: '--grep' },
  grepInvert: { flag: '--grep-invert' },
  order: { flag: '--order', fallback: 'longest' },
  lockBy: { flag: '--lock-by' },
  maxParallel: { flag: '--max-parallel', variable: 'MAX_PARALLEL', fallback: String(MAX_PARALLEL_DEFAULT) },
  timeout: { flag: '--timeout', fallback: durationText(SCRIPT_TIMEOUT_MS_DEFAULT) },
  retries: { flag: '--retries', fallback: String(RETRIES_DEFAULT) },
  maxFailures: { flag: '--max-failures' },
  failOnFlaky: { flag: '--fail-on-flaky', fallback: 'false' },
  access: { flag: '--access', fallback: 'cluster' },
  preflight: { flag: '--no-preflight', fallback: 'true' },
  keep: { flag: '--keep' },
  keepFor: { flag: '--keep-for', fallback: durationText(KEEP_FOR_MS_DEFAULT) },
  stuckAfter: { flag: '--stuck-after', fallback: durationText(STUCK_AFTER_MS_MIN) },
  diagnostics: { flag: '--no-diagnostics', fallback: 'true' },
  junitProfile: { flag: '--junit-profile', fallback: 'standard' },
  lease: { flag: '--lease' },
  onInterrupt: { flag: '--on-interrupt', variable: 'MUSTER_ON_INTERRUPT' },
  namespacePrefix: { flag: '--namespace-prefix', fallback: NAMESPACE_PREFIX_DEFAULT },
  namespaceLabels: { flag: '--namespace-label' },
  namespaceAnnotations: { flag: '--namespace-annotation' },
  apply: { flag: '--apply' },
  quota: { flag: '--quota' },
  limitDefaults: { flag: '--limit-default' },
  networkPolicy: { flag: '--network-policy', fallback: 'open' },
  podSecurity: { flag: '--pod-security' },
  // A flag must not bring back into the logs what the file keeps out of them.
  secretEnv: { flag: '--secret-env', addsUp: true },
  passEnv: { flag: '--pass-env' },
  envFiles: { flag: '--env-file' },
  kubeconfig: { flag: '--kubeconfig', variable: 'KUBECONFIG' },
  context: { flag: '--context' },
  embedded: { flag: '--embedded', fallback: 'false' },
  taskQueue: { flag: '--task-queue' },
  bundle: { flag: '--bundle', fallback: 'false' },
  artifacts: { flag: '--artifacts', variable: 'MUSTER_ARTIFACTS' },
  temporalAddress: { flag: '--temporal-address', variable: 'TEMPORAL_ADDRESS' },
  temporalNamespace: { flag: '--temporal-namespace', variable: 'TEMPORAL_NAMESPACE' },
};

/** Commander's name for the flag: `--no-preflight` is `preflight`. */
export function attributeOf({ flag }: Pick<SettingPlaces, 'flag'>): string {
  return flag.replace(/^--(no-)?/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
