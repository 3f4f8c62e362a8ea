import { existsSync } from 'node:fs';
import type { CompleteRunInput } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';
import type { Attending } from '../options/attending.ts';
import type { ClusterWish } from '../options/cluster-wish.ts';
import type { RunOptions } from '../options/options.ts';
import type { FoundRun } from '../temporal/find-run.ts';

/** What a repetition decides for itself. */
export interface RerunWishes extends Attending {
  readonly runName?: string | undefined;
  readonly detach: boolean;
  readonly attached: boolean;
  readonly envFiles: readonly string[];
  /** Address of the artifact store. */
  readonly artifacts?: string;
  /** Only these; absent: the run's own selection, whatever it comes to now. */
  readonly paths?: readonly string[];
}

/**
 * The options of a run that is like the given one: its settings, its cluster, its directories. What belonged to that
 * run alone (its environment file, its link, its lease) is left out. Pure.
 */
export function rerunOptions(
  run: Pick<FoundRun, 'memo' | 'taskQueue'>,
  input: CompleteRunInput,
  wishes: RerunWishes,
): RunOptions {
  const {
    scenariosDir,
    resultsDir,
    selection,
    workingDir,
    environmentFile: _environmentFile,
    webUiUrl: _webUiUrl,
    leaseMs: _leaseMs,
    // What lies here now is compared anew.
    scenariosDigest: _scenariosDigest,
    bundleDigest,
    ...tuning
  } = input;
  const { paths, runName, ...own } = wishes;
  return {
    scenariosDir: run.memo?.scenariosDir ?? scenariosDir,
    resultsDir: run.memo?.resultsDir ?? resultsDir,
    // Alone: tags may have changed since, and a part of a part is not what failed.
    selection: paths === undefined ? selection : { patterns: [], tags: [], labels: {}, paths: [...paths] },
    tuning,
    cluster: clusterOf(run),
    ...own,
    // The same scripts again, whatever became of them here.
    ...(bundleDigest === undefined ? {} : { bundleDigest }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(runName === undefined ? {} : { runName }),
  };
}

/** Where nobody noted a cluster the run was started by hand, for the workers of its queue. */
function clusterOf({ memo, taskQueue }: Pick<FoundRun, 'memo' | 'taskQueue'>): ClusterWish {
  switch (memo?.cluster.kind) {
    case 'embedded':
      return { kind: 'embedded' };
    case 'kubeconfig':
      return { kind: 'kubeconfig', context: memo.cluster.context };
    case 'worker':
    case undefined:
      return { kind: 'worker', taskQueue };
  }
}

/** Scripts start where those of the earlier run did. Throws a usage error when that is not there any more. */
export function requireWorkingDir({ cluster, workingDir }: Pick<RunOptions, 'cluster' | 'workingDir'>): void {
  if (cluster.kind === 'worker' || workingDir === undefined || existsSync(workingDir)) return;
  throw usageError(
    `The directory in which that run was started is not there any more: ${workingDir}`,
    'start it anew where its scripts are to run: muster run DIR',
  );
}
