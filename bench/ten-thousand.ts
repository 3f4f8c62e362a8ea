import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from './contenders/spawned.ts';
import { countEvents } from './event-counts.ts';
import { onInterrupt } from './interrupt.ts';
import type { LargeRunLine, Sample } from './large-run.ts';
import { machineFacts } from './machine.ts';
import { readCluster, type Cluster } from './measure/cluster.ts';
import { directoryMib, readOutcomes } from './measure/directories.ts';
import { NamespaceObserver } from './measure/namespaces.ts';
import { MUSTER, startServers, type Servers } from './measure/servers.ts';
import { startUsageMeter } from './measure/usage.ts';
import { ResultsFile } from './record.ts';
import { layOutSuite } from './workloads/suite.ts';

/** npm run bench:ten-thousand [-- --n 10000 -j 32 --minutes 90]: one run of muster, looked at while it runs. */
const RUN_NAME = 'ten-thousand';
const SAMPLES = 500;
const SAMPLE_MS_MIN = 1_000;
/** No-ops a second at best on a small machine: for how often to look. */
const RATE_EXPECTED = 5;

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '10000' },
    jobs: { type: 'string', short: 'j', default: '32' },
    minutes: { type: 'string', default: '90' },
  },
});
const count = Number(values.n);
const parallel = Number(values.jobs);
const timeLimitMs = Number(values.minutes) * 60_000;
if (![count, parallel, timeLimitMs].every((value) => Number.isInteger(value) && value > 0)) {
  throw new TypeError('--n, -j and --minutes take whole numbers from 1');
}

const workDir = mkdtempSync(join(tmpdir(), 'bench-'));
const servers = await startServers(workDir, false);
const stopListening = onInterrupt(async () => await servers.stop());
try {
  const line = await runAndWatch(servers, readCluster(servers.kubeconfigPath));
  const results = new ResultsFile(line.date, RUN_NAME);
  results.append(line);
  const rate = (count * 1_000) / line.goneMs;
  process.stdout.write(`${count} scenarios, ${rate.toFixed(2)} a second; results: ${results.path}\n`);
} finally {
  stopListening();
  await servers.stop();
  rmSync(workDir, { recursive: true, force: true });
}

async function runAndWatch(on: Servers, cluster: Cluster): Promise<LargeRunLine> {
  const suite = layOutSuite(workDir, 'no-op', count);
  const resultsDir = join(workDir, 'results');
  const namespaces = await NamespaceObserver.start(cluster);
  const meter = startUsageMeter(on.backgroundPid);
  const samples: Sample[] = [];
  const startedMs = Date.now();
  const sampleEveryMs = Math.max(SAMPLE_MS_MIN, ((count / RATE_EXPECTED) * 1_000) / SAMPLES);
  const timer = setInterval(() => {
    const { created, gone } = namespaces;
    const atMs = Date.now() - startedMs;
    samples.push({ atMs, namespacesCreated: created, namespacesGone: gone, rssMib: meter.resident() });
  }, sampleEveryMs);
  try {
    const { KUBECONFIG: _, ...env } = on.env;
    const options = ['--embedded', '--no-config', '--name', RUN_NAME, '-r', resultsDir, '-j', String(parallel)];
    const job = { workDir, timeLimitMs, onStarted: (pid: number) => meter.watchRunner(pid) };
    const command = [...MUSTER, 'run', suite.dir, ...options] as const;
    const ended = await runProgram(command, { job, env, logFile: join(workDir, 'output.log') });
    const exitMs = Date.now() - startedMs;
    const { left } = await namespaces.awaitGone();
    const usage = meter.stop();
    return {
      type: 'large-run',
      format: 1,
      date: new Date().toISOString().slice(0, 10),
      machine: machineFacts(on.versions),
      count,
      parallel,
      exitCode: ended.exitCode,
      stopped: ended.stopped,
      exitMs,
      goneMs: Math.max(exitMs, namespaces.lastChangeMs - startedMs),
      namespacesLeft: left,
      peakNamespaces: namespaces.peak,
      usage,
      events: await countEvents(on.temporalAddress, RUN_NAME),
      outcomes: readOutcomes(resultsDir),
      resultsMib: directoryMib(resultsDir),
      databaseMib: directoryMib(join(on.stateDir, 'temporal')),
      samples,
    };
  } finally {
    clearInterval(timer);
    meter.stop();
    namespaces.stop();
  }
}
