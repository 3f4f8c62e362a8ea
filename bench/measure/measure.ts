import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../contenders/contender.ts';
import { RUN_MS_MIN, RUN_MS_PER_SCENARIO } from '../limits.ts';
import { listScheduleMs } from '../list-scheduling.ts';
import type { Cell, Measurement } from '../record.ts';
import { truthOf } from '../truth.ts';
import { layOutSuite } from '../workloads/suite.ts';
import { timeoutSecondsOf } from '../workloads/workload.ts';
import { clearAudit, readAudit } from './audit.ts';
import { ask, type Cluster } from './cluster.ts';
import { NamespaceObserver } from './namespaces.ts';
import type { Servers } from './servers.ts';
import { readScriptTimes } from './stamps.ts';
import { startUsageMeter } from './usage.ts';

export interface Bench {
  readonly servers: Servers;
  readonly cluster: Cluster;
  /** Empty at the start; what a run leaves there is removed after it. */
  readonly workDir: string;
}

/** One contender once, from an empty cluster to an empty cluster. */
export async function measure(
  bench: Bench,
  contender: Contender,
  cell: Cell,
  repetition: number,
): Promise<Measurement> {
  const { servers, cluster } = bench;
  const workDir = join(bench.workDir, 'run');
  mkdirSync(workDir, { recursive: true });
  const suite = layOutSuite(workDir, cell.workload, cell.count);
  const timeoutSeconds = timeoutSecondsOf(cell.workload);
  const namespaces = await NamespaceObserver.start(cluster);
  if (servers.audit !== undefined) clearAudit(servers.audit);
  const meter = startUsageMeter(servers.backgroundPid);
  const startedMs = Date.now();
  try {
    const { parallel, count } = cell;
    const timeLimitMs = RUN_MS_MIN + count * RUN_MS_PER_SCENARIO;
    const onStarted = (pid: number) => meter.watchRunner(pid);
    const job = { suite, parallel, timeoutSeconds, workDir, servers, cluster, timeLimitMs, onStarted };
    const ended = await contender.run(job);
    const exitMs = Date.now() - startedMs;
    const { left } = await namespaces.awaitGone();
    const usage = meter.stop();
    const goneMs = Math.max(exitMs, namespaces.lastChangeMs - startedMs);
    const times = readScriptTimes(suite, timeoutSeconds === undefined ? undefined : timeoutSeconds * 1_000);
    const measurement: Measurement = {
      type: 'measurement',
      contender: contender.name,
      ...cell,
      repetition,
      audited: servers.audit !== undefined,
      exitCode: ended.exitCode,
      stopped: ended.stopped,
      exitMs,
      goneMs,
      namespacesLeft: left,
      namespacesCreated: namespaces.created,
      peakNamespaces: namespaces.peak,
      ...(times.firstStartMs === undefined ? {} : { firstScriptMs: Math.round(times.firstStartMs - startedMs) }),
      ...(times.lastEndMs === undefined ? {} : { lastScriptMs: Math.round(times.lastEndMs - startedMs) }),
      parallelMax: times.parallelMax,
      scriptsMs: Math.round(times.durationsMs.reduce((sum, ms) => sum + ms, 0)),
      boundMs: Math.round(listScheduleMs(times.durationsMs, parallel)),
      usage,
      truth: truthOf(suite.scenarios, ended),
      ...(servers.audit === undefined ? {} : { apiCalls: readAudit(servers.audit) }),
    };
    if (left > 0) await deleteLeftovers(cluster, namespaces);
    return measurement;
  } finally {
    meter.stop();
    namespaces.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** The next contender begins on an empty cluster, whatever this one left. */
async function deleteLeftovers(cluster: Cluster, namespaces: NamespaceObserver): Promise<void> {
  for (const name of namespaces.live) await ask(cluster, 'DELETE', `/api/v1/namespaces/${name}`);
  const { left } = await namespaces.awaitGone();
  if (left > 0) throw new Error(`${left} namespaces cannot be deleted: the next measurement would not be clean`);
}
