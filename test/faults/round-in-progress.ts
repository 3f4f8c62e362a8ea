import { setMaxListeners } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunReport } from '../../src/shared/run-report.ts';
import { AttachedClient } from './attached-client.ts';
import type { RoundPlan } from './fault-plan.ts';
import type { FaultSuite } from './fault-suite.ts';
import { wrongInRound } from './judge-round.ts';
import { knownScenarios, type KnownScenario } from './known-scenarios.ts';
import { mountSmallDisk } from './small-disk.ts';
import { stampsIn, type Stamp } from './stamps.ts';
import type { Arena } from './strike.ts';

const RESULTS_MIB = 32;
const LISTENERS_MAX = 100;

/** A run that has been started, with everything that faults and the judgement need of it. */
export interface RoundInProgress {
  readonly arena: Arena;
  /** The exit code of the command line that saw the end. */
  readonly closed: Promise<number | undefined>;
  readonly stamps: () => readonly Stamp[];
  /** Once it has closed. */
  readonly report: () => RunReport;
  readonly wrong: () => readonly string[];
  /** Copies what explains a wrong round beside the journal. */
  keepEvidence(): void;
  /** Lets go of whatever is still held. */
  release(): void;
}

export async function startRound(plan: RoundPlan, suite: FaultSuite, maxParallel: number): Promise<RoundInProgress> {
  const { muster } = suite;
  const stampDir = muster.freshPath('stamps');
  const stampFile = join(stampDir, 'stamps');
  mkdirSync(stampDir);
  writeFileSync(stampFile, '');
  const scenarios = knownScenarios(plan.seed, stampDir);
  const dir = muster.scenarios(Object.fromEntries(scenarios.map(({ path, text }) => [path, text])));
  const resultsDir = muster.freshPath('results');
  const resultsDisk = mountSmallDisk(resultsDir, RESULTS_MIB);
  const kubeconfigPath = plan.faultyAnswers ? await suite.faultyKubeconfig() : muster.kubeconfigPath;
  const cluster = plan.faultyAnswers ? ['--kubeconfig', kubeconfigPath] : ['--embedded'];
  const runName = `round-${plan.round}-${plan.seed.toString(36)}`;
  const client = new AttachedClient(muster, runName, resultsDir, [dir, ...cluster, '-j', String(maxParallel)]);
  const ended = new AbortController();
  // Every fault of the round listens.
  setMaxListeners(LISTENERS_MAX, ended.signal);
  const closed = client.ended.finally(() => ended.abort());
  closed.catch(() => undefined);
  const arena: Arena = {
    stage: { suite: suite.name, kubeconfigPath },
    stateFile: join(muster.stateDir, 'background.json'),
    client,
    resultsDisk,
    logsDisk: suite.logsDisk,
    killedAttempts: new Set(),
    ended: ended.signal,
  };
  const stamps = () => stampsIn(readFileSync(stampFile, 'utf8'));
  const report = () => muster.readJson<RunReport>(resultsDir, '.muster', 'run.json');
  return {
    arena,
    closed,
    stamps,
    report,
    wrong: () => judge(plan, scenarios, report(), stamps(), arena),
    keepEvidence() {
      const kept = join(dirname(suite.journal.path), runName);
      for (const [name, path] of Object.entries({
        results: resultsDir,
        stamps: stampDir,
        logs: join(muster.stateDir, 'logs'),
      })) {
        cpSync(path, join(kept, name), { recursive: true });
      }
    },
    release() {
      ended.abort();
      resultsDisk?.unmount();
    },
  };
}

function judge(
  plan: RoundPlan,
  scenarios: readonly KnownScenario[],
  report: RunReport,
  stamps: readonly Stamp[],
  arena: Arena,
): readonly string[] {
  return wrongInRound({
    truths: new Map(scenarios.map(({ path, truth }) => [path, truth])),
    report,
    stamps,
    killedAttempts: arena.killedAttempts,
    diskWasFull: plan.faults.some(({ kind }) => kind === 'fill-results'),
  });
}
