import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HEARTBEAT_TIMEOUT_MS } from '../../src/shared/limits.ts';
import { until } from '../support/gate.ts';
import { packageRoot } from '../support/installation.ts';
import { FaultSuite } from './fault-suite.ts';
import { Journal } from './journal.ts';
import { signal } from './seen-processes.ts';
import { stampsIn, wrongInStamps } from './stamps.ts';
import { targetsOf } from './targets.ts';

const SCRIPTS = 4;
const STOPPED_MS = HEARTBEAT_TIMEOUT_MS + 4_000;

test('after a worker was stopped for longer than a heartbeat, no attempt runs beside the one before it', async () => {
  await using suite = new FaultSuite(0, new Journal(join(packageRoot, 'test-results', 'faults', 'stopped.jsonl')));
  const { muster } = suite;
  await suite.up();
  const stampDir = muster.freshPath('stamps');
  mkdirSync(stampDir);
  const file = join(stampDir, 'stamps');
  writeFileSync(file, '');
  // Slow to end when it is told to, with a descendant that has left its group: both hold the lock.
  const script = `stamp() { echo "$1 $SCENARIO $ATTEMPT $$ $(date +%s%3N)" >>${file}; }
exec 9>>"${stampDir}/$SCENARIO.lock"
flock -n 9 || stamp overlap
stamp start
trap 'sleep 8; exit 1' TERM
setsid sleep 600 &
until test -e ${stampDir}/gate; do sleep 0.2; done
`;
  const files = Array.from({ length: SCRIPTS }, (_, index) => [`${index}.sh`, script]);
  const dir = muster.scenarios(Object.fromEntries(files) as Record<string, string>);
  const run = muster.start(['run', dir, '--embedded', '-j', String(SCRIPTS), '--name', 'stopped']);
  const stamps = () => stampsIn(readFileSync(file, 'utf8'));
  const startsOf = (number: number) => stamps().filter(({ what, attempt }) => what === 'start' && attempt === number);
  await until('every script', () => startsOf(1).length === SCRIPTS);
  const workers = targetsOf('worker', { suite: suite.name, kubeconfigPath: muster.kubeconfigPath });
  for (const worker of workers) signal(worker, 'SIGSTOP');
  await sleep(STOPPED_MS);
  for (const worker of workers) signal(worker, 'SIGCONT');
  await until('every script anew', () => startsOf(2).length === SCRIPTS);
  writeFileSync(join(stampDir, 'gate'), '');
  const { exitCode, stderr } = await run;
  expect(wrongInStamps(stamps())).toEqual([]);
  expect(exitCode, stderr).toBe(0);
});
