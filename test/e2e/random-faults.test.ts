import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planRound } from '../faults/fault-plan.ts';
import { faultSettingsOf } from '../faults/fault-settings.ts';
import { FaultSuite } from '../faults/fault-suite.ts';
import { Journal, leaksOf } from '../faults/journal.ts';
import { playRound } from '../faults/play-round.ts';

/** One that strikes each of these kinds once. */
const SEED = 64;
const KINDS = [
  'kill-client',
  'kill-background',
  'kill-worker',
  'kill-supervisor',
  'kill-script',
  'kill-temporal',
  'kill-apiserver',
];

// The short form of `npm run test:faults`; the evidence of a round that goes wrong stays beside its journal.
test('after a round of random kills every scenario has its one true outcome, and nothing is left behind', async () => {
  const { seed } = faultSettingsOf({ MUSTER_FAULT_SEED: String(SEED), ...process.env }, 0);
  const journal = new Journal(join(mkdtempSync(join(tmpdir(), 'muster-faults-')), 'journal.jsonl'));
  process.stderr.write(`MUSTER_FAULT_SEED=${seed}, journal ${journal.path}\n`);
  await using suite = new FaultSuite(seed, journal);
  const plan = planRound(seed, 1, { kinds: KINDS, faultCount: 7, gapMsMax: 3_000 });
  const entry = await playRound(plan, suite, 10);
  expect(entry.wrong, 'wrong outcomes').toEqual([]);
  expect(leaksOf(entry), 'left behind').toEqual([]);
  expect(entry.desertions, 'command lines that gave up').toEqual([]);
  expect(await suite.end(), 'processes').toEqual([]);
});
