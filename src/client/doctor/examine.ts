import { requiredRights } from '../../shared/rights.ts';
import type { ConfigFlag } from '../config/load-config.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import type { RunFlags, RunOptions } from '../options/options.ts';
import type { Check } from './check.ts';
import { ok } from './check.ts';
import { checked, findingOf } from './checked.ts';

export type DoctorFlags = RunFlags & TemporalFlags & { readonly config?: ConfigFlag };

/**
 * Looks at everything that `muster run` with these flags would need, all at the same time, and changes nothing. One
 * check takes at most DOCTOR_CHECK_TIMEOUT_MS. In the order in which they are best mended.
 */
export async function examine(invocation: Invocation, flags: DoctorFlags): Promise<Check[]> {
  const { defaultStateDir } = await import('../../local/index.ts');
  const stateDir = defaultStateDir(invocation.env);
  const { checks: settings, options } = await settingsOf(invocation, flags);
  const groups = await Promise.all([
    checked('node', () => machineChecks(stateDir)),
    Promise.resolve(settings),
    checked('background', () => localChecks(invocation, flags, stateDir, options)),
    checked('cluster', () => clusterOf(invocation, options)),
    checked('results', () => resultsChecks(options)),
    checked('artifacts', () => artifactsChecks(invocation, options)),
  ]);
  return groups.flat();
}

/** The configuration is read here and not before the command: one that is broken is a finding. */
async function settingsOf(
  invocation: Invocation,
  flags: DoctorFlags,
): Promise<{ readonly checks: readonly Check[]; readonly options?: RunOptions }> {
  const name = 'configuration';
  try {
    const { loadConfig } = await import('../config/load-config.ts');
    const { optionsHere } = await import('../options/options-here.ts');
    invocation.config = await loadConfig(flags.config, invocation.cwd);
    const options = optionsHere(invocation, [], flags);
    return { checks: [ok(name, invocation.config?.name ?? 'none, here or above; defaults hold')], options };
  } catch (error) {
    return { checks: [findingOf(name, error)] };
  }
}

async function machineChecks(stateDir: string): Promise<Check[]> {
  const { diskCheck, directoryCheck, nodeCheck } = await import('./machine-checks.ts');
  const { musterVersion } = await import('../../local/index.ts');
  return [
    ok('muster', musterVersion()),
    nodeCheck(process.versions.node),
    await directoryCheck('state', stateDir, 'name another place: XDG_STATE_HOME'),
    await diskCheck('disk', stateDir),
  ];
}

/** Background process, its programs, and Temporal, which may be one of its servers. */
async function localChecks(
  invocation: Invocation,
  flags: DoctorFlags,
  stateDir: string,
  options: RunOptions | undefined,
): Promise<Check[]> {
  const { installedPrograms, localStatus, musterVersion } = await import('../../local/index.ts');
  const { configuredTemporal } = await import('../temporal/temporal-target.ts');
  const { backgroundCheck, programsCheck } = await import('./local-checks.ts');
  const { temporalChecks } = await import('./temporal-checks.ts');
  const status = await localStatus({ stateDir });
  const target = () => configuredTemporal(flags, invocation.env, invocation.config);
  const which = options?.cluster.kind === 'embedded' ? 'all' : 'temporal';
  const taskQueue = options?.cluster.kind === 'worker' ? options.cluster.taskQueue : undefined;
  const groups = await Promise.all([
    checked('programs', async () =>
      which === 'temporal' && target() !== undefined
        ? []
        : [programsCheck(await installedPrograms(invocation.env, which))],
    ),
    Promise.resolve([backgroundCheck(status, musterVersion())]),
    checked('temporal', () => temporalChecks(target(), status, taskQueue)),
  ]);
  return groups.flat();
}

async function clusterOf(invocation: Invocation, options: RunOptions | undefined): Promise<readonly Check[]> {
  if (options === undefined) return [];
  const { cluster: wish, tuning } = options;
  if (wish.kind === 'worker') return [ok('cluster', `that of the workers of ${wish.taskQueue}`)];
  const { clusterChecks, isInContainer } = await import('./cluster-checks.ts');
  const { loadWished } = await import('../start/choose-cluster.ts');
  const { connectCluster } = await import('../../kubernetes/index.ts');
  const { adminKubeconfigOf, defaultStateDir, localStatus } = await import('../../local/index.ts');
  const { kubectlCheck } = await import('./machine-checks.ts');
  if (wish.kind === 'embedded') {
    const status = await localStatus({ stateDir: defaultStateDir(invocation.env) });
    if (!status.running || status.kubernetes?.phase !== 'running') {
      return [ok('cluster', 'embedded; a run starts it on this machine')];
    }
  }
  const place = wish.kind === 'embedded' ? { kubeconfigPath: adminKubeconfigOf(invocation.env) } : wish;
  const cluster = await loadWished(place, invocation);
  const kubernetes = connectCluster(cluster);
  try {
    const settings = { keep: tuning.keep ?? 'never', namespaceSetup: tuning.namespaceSetup };
    const rights = requiredRights(settings, new Set([tuning.access ?? 'cluster']));
    const checks = await clusterChecks(cluster, kubernetes, rights, isInContainer(invocation.env));
    return wish.kind === 'embedded' ? checks : [...checks, await kubectlCheck(invocation.env)];
  } finally {
    kubernetes.close();
  }
}

async function resultsChecks(options: RunOptions | undefined): Promise<Check[]> {
  if (options === undefined || options.cluster.kind === 'worker') return [];
  const { checkResultsDir } = await import('../../results/index.ts');
  await checkResultsDir(options.resultsDir);
  return [ok('results', `${options.resultsDir} can be written`)];
}

async function artifactsChecks({ env }: Invocation, options: RunOptions | undefined): Promise<Check[]> {
  if (options?.artifacts === undefined) return [];
  const { openArtifactStore } = await import('../../artifacts/index.ts');
  const store = await openArtifactStore(options.artifacts, env);
  try {
    await store.check();
    return [ok('artifacts', `${store.place} can be read and written`)];
  } finally {
    store.close();
  }
}
