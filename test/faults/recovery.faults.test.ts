import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../support/gate.ts';
import { packageRoot } from '../support/installation.ts';
import { FaultSuite } from './fault-suite.ts';
import { Journal } from './journal.ts';
import { isOfScript, isSameProcess, processesOf, signal } from './seen-processes.ts';
import { stampsIn } from './stamps.ts';
import { targetsOf } from './targets.ts';

const TRIES = 10;
const SCRIPTS = 8;
const SCRIPTS_DEAD_MS_AIM = 1_000;
const ATTEMPT_MS_AIM = 25_000;
const POLL_MS = 10;

interface Recovery {
  /** From the kill until no process of a script that it ran is left, descendants that called setsid included. */
  readonly deadMs: number;
  /** Until the first, and until every script runs anew. */
  readonly firstAttemptMs: number;
  readonly allAttemptsMs: number;
}

test('after kill -9 of a worker its scripts are dead within 1 s, and run anew within 25 s, in the median of the tries', async () => {
  const journal = new Journal(join(packageRoot, 'test-results', 'faults', 'recovery.jsonl'));
  await using suite = new FaultSuite(0, journal);
  const tries: Recovery[] = [];
  for (let number = 1; number <= TRIES; number += 1) {
    tries.push(await killOnce(suite, number));
    journal.write({ recovery: tries.at(-1) });
  }
  const summary = {
    tries: tries.length,
    deadMs: spread(tries.map(({ deadMs }) => deadMs)),
    firstAttemptMs: spread(tries.map(({ firstAttemptMs }) => firstAttemptMs)),
    allAttemptsMs: spread(tries.map(({ allAttemptsMs }) => allAttemptsMs)),
  };
  journal.write({ summary });
  process.stderr.write(`${JSON.stringify(summary, null, 2)}\n`);
  expect(summary.deadMs.median).toBeLessThan(SCRIPTS_DEAD_MS_AIM);
  expect(summary.firstAttemptMs.median).toBeLessThan(ATTEMPT_MS_AIM);
});

/** On servers that have just been started: a worker that dies again and again is restarted more slowly each time. */
async function killOnce(suite: FaultSuite, number: number): Promise<Recovery> {
  const { muster } = suite;
  await muster.muster('down');
  await suite.up();
  const stampDir = muster.freshPath('stamps');
  mkdirSync(stampDir);
  const gate = join(stampDir, 'gate');
  const stamps = join(stampDir, 'stamps');
  writeFileSync(stamps, '');
  const script = `echo "start $SCENARIO $ATTEMPT $$ $(date +%s%3N)" >>${stamps}
setsid sleep 600 & nohup sleep 600 >/dev/null 2>&1 &
until test -e ${gate}; do sleep 0.2; done
`;
  const files = Array.from({ length: SCRIPTS }, (_, index) => [`${index}.sh`, script]);
  const dir = muster.scenarios(Object.fromEntries(files) as Record<string, string>);
  const run = muster.start(['run', dir, '--embedded', '-j', String(SCRIPTS), '--name', `recovery-${number}`]);
  const startsOf = (attempt: number) =>
    stampsIn(readFileSync(stamps, 'utf8')).filter((stamp) => stamp.what === 'start' && stamp.attempt === attempt);
  await until('every script', () => startsOf(1).length === SCRIPTS);
  // Somewhere between two heartbeats.
  await sleep(number * 300);
  const before = processesOf(suite.name).filter(isOfScript);
  const killedAtMs = Date.now();
  for (const worker of targetsOf('worker', { suite: suite.name, kubeconfigPath: muster.kubeconfigPath })) {
    signal(worker, 'SIGKILL');
  }
  while (before.some(isSameProcess)) await sleep(POLL_MS);
  const deadMs = Date.now() - killedAtMs;
  await until('every script anew', () => startsOf(2).length === SCRIPTS);
  const starts = startsOf(2).map(({ atMs }) => atMs - killedAtMs);
  writeFileSync(gate, '');
  const { exitCode, stderr } = await run;
  expect(exitCode, stderr).toBe(0);
  return { deadMs, firstAttemptMs: Math.min(...starts), allAttemptsMs: Math.max(...starts) };
}

function spread(values: readonly number[]): { readonly median: number; readonly worst: number } {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return { median: middle.reduce((sum, value) => sum + value, 0) / middle.length, worst: sorted.at(-1) ?? 0 };
}
