import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bare } from './contenders/bare.ts';
import type { Contender, ContenderName } from './contenders/contender.ts';
import { kuttlProgram } from './contenders/kuttl-program.ts';
import { kuttl } from './contenders/kuttl.ts';
import { muster } from './contenders/muster.ts';
import { scripts } from './contenders/scripts.ts';
import { onInterrupt } from './interrupt.ts';
import { machineFacts } from './machine.ts';
import { readCluster } from './measure/cluster.ts';
import { measure, type Bench } from './measure/measure.ts';
import { startServers } from './measure/servers.ts';
import { parseOptions, USAGE, type Options } from './options.ts';
import { stepsOf, type Step } from './plan.ts';
import { ResultsFile, type Measurement } from './record.ts';

const contenders: Readonly<Record<ContenderName, Contender>> = {
  muster,
  kuttl,
  bare,
  scripts: scripts('scripts'),
  'scripts-batch': scripts('scripts-batch'),
};

const WARM_UP = { workload: 'no-op', count: 4, parallel: 4 } as const;
const MINUTE_MS = 60_000;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) process.stdout.write(USAGE);
else await main(parseOptions(args));

async function main(options: Options): Promise<void> {
  const steps = stepsOf(options.blocks);
  if (steps.some(({ contender }) => contender === 'kuttl')) await kuttlProgram();
  const results = new ResultsFile(new Date().toISOString().slice(0, 10), options.preset);
  const endMs = Date.now() + options.minutesMax * MINUTE_MS;
  for (const audited of [false, true]) {
    const part = steps.filter((step) => step.audited === audited);
    if (part.length > 0) await runSteps(part, { audited, endMs, results, preset: options.preset });
  }
  process.stdout.write(`results: ${results.path}\n`);
}

interface Session {
  readonly audited: boolean;
  readonly endMs: number;
  readonly results: ResultsFile;
  readonly preset: string;
}

async function runSteps(steps: readonly Step[], session: Session): Promise<void> {
  const { audited, endMs, results, preset } = session;
  const workDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const servers = await startServers(workDir, audited);
  const stopListening = onInterrupt(async () => await servers.stop());
  try {
    const bench: Bench = { servers, cluster: readCluster(servers.kubeconfigPath), workDir };
    const date = new Date().toISOString().slice(0, 10);
    results.append({ type: 'session', format: 1, date, preset, machine: machineFacts(servers.versions) });
    // Programs in the disk cache, the worker started, connections open: the first one measured has no handicap.
    for (const name of new Set(steps.map(({ contender }) => contender)))
      await measure(bench, contenders[name], WARM_UP, 0);
    for (const [index, step] of steps.entries()) {
      if (Date.now() > endMs) {
        process.stdout.write(`the time is up: ${steps.length - index} measurements are left out\n`);
        break;
      }
      const measurement = await measure(bench, contenders[step.contender], step.cell, step.repetition);
      results.append(measurement);
      process.stdout.write(`${index + 1}/${steps.length} ${lineOf(measurement)}\n`);
    }
  } finally {
    stopListening();
    await servers.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
}

function lineOf(measured: Measurement): string {
  const { contender, workload, count, parallel, exitMs, goneMs, truth, namespacesLeft, apiCalls } = measured;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    `${contender} ${workload} n=${count} j=${parallel}: exit ${seconds(exitMs)}, all gone ${seconds(goneMs)}`,
    ...(truth === undefined ? [] : [`${truth.right} right, ${truth.wrong} wrong, ${truth.missing} missing`]),
    ...(apiCalls === undefined ? [] : [`${(apiCalls.contender / count).toFixed(1)} API calls a scenario`]),
    ...(namespacesLeft === 0 ? [] : [`${namespacesLeft} namespaces left behind`]),
    ...(measured.stopped ? ['stopped at its time limit'] : []),
  ].join(' · ');
}
