import type { CompleteRunInput } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import { artifactsOf } from '../options/artifacts.ts';
import type { AttendingFlags } from '../options/attending.ts';
import { attendingOf } from '../options/attending.ts';
import { attachedHere, envFilesOf, type RunOptions } from '../options/options.ts';
import { checkedRunName } from '../options/run-name.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { findRun } from '../temporal/find-run.ts';
import { givenInput } from '../temporal/given-input.ts';
import { withTemporal } from '../temporal/reach-temporal.ts';
import { chooseCluster } from './choose-cluster.ts';
import { chosenLines, failedPaths, type Outcomes } from './failed-scenarios.ts';
import { outcomesOf, requireEnded } from './outcomes-of-run.ts';
import { rerunOptions, requireWorkingDir } from './rerun-options.ts';

export interface RerunFlags extends TemporalFlags, AttendingFlags {
  readonly failed?: true | undefined;
  readonly name?: string | undefined;
  readonly detach?: true | undefined;
  readonly stopAfter?: true | undefined;
  readonly envFile?: string[] | undefined;
}

/** A repetition as it can be started: on the run's own kubeconfig, whichever is this shell's. */
export interface PreparedRerun {
  readonly invocation: Invocation;
  readonly options: RunOptions;
}

/**
 * Finds the run (without a name the newest), its settings and, with `failed`, what failed in it. Undefined: nothing did.
 * Throws a usage error for one that is open or that cannot be repeated here.
 */
export async function prepareRerun(
  invocation: Invocation,
  name: string | undefined,
  flags: RerunFlags,
): Promise<PreparedRerun | undefined> {
  const runName = flags.name === undefined ? undefined : checkedRunName(flags.name, '--name');
  const { run, input, outcomes } = await lookUp(invocation, name, flags);
  say(invocation, outcomes === undefined ? [`▸ again, as run ${run.runName}`] : chosenLines(outcomes));
  const paths = outcomes === undefined ? undefined : failedPaths(outcomes);
  if (paths?.length === 0) return undefined;
  const detach = flags.detach === true;
  const sources = { flags, env: invocation.env, config: invocation.config };
  const artifacts = artifactsOf(sources, invocation.cwd);
  const options = rerunOptions(run, input, {
    ...attendingOf(sources, detach),
    runName,
    detach,
    attached: attachedHere(invocation.env, flags),
    envFiles: envFilesOf(sources, invocation.cwd),
    ...(artifacts === undefined ? {} : { artifacts }),
    ...(paths === undefined ? {} : { paths }),
  });
  requireWorkingDir(options);
  const there = onClusterOf(invocation, run);
  await requireSameCluster(there, options, run);
  return { invocation: there, options };
}

async function lookUp(
  invocation: Invocation,
  name: string | undefined,
  flags: RerunFlags,
): Promise<{ readonly run: FoundRun; readonly input: CompleteRunInput; readonly outcomes?: Outcomes }> {
  return await withTemporal(invocation, flags, async (temporal) => {
    const run = await findRun(temporal, name);
    requireEnded(run);
    const input = await givenInput(temporal, run);
    return flags.failed === true ? { run, input, outcomes: await outcomesOf(temporal, run) } : { run, input };
  });
}

/** Scripts get a kubeconfig of their own in any case. */
function onClusterOf(invocation: Invocation, { memo }: FoundRun): Invocation {
  if (memo?.cluster.kind !== 'kubeconfig' || memo.cluster.kubeconfigPath === '') return invocation;
  return { ...invocation, env: { ...invocation.env, KUBECONFIG: memo.cluster.kubeconfigPath } };
}

async function requireSameCluster(
  invocation: Invocation,
  options: RunOptions,
  { runName, memo }: FoundRun,
): Promise<void> {
  if (memo?.cluster.kind !== 'kubeconfig') return;
  const now = await chooseCluster(options.cluster, invocation);
  if (now.kind !== 'kubeconfig' || now.server === memo.cluster.server) return;
  throw usageError(
    `Context "${now.context}" now points to ${now.server}, and run "${runName}" worked on ${memo.cluster.server}`,
    'if that is meant, start it anew: muster run DIR',
  );
}
