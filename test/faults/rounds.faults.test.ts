import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../support/installation.ts';
import { planRound } from './fault-plan.ts';
import { faultSettingsOf } from './fault-settings.ts';
import { FaultSuite } from './fault-suite.ts';
import { Journal, leaksOf } from './journal.ts';
import { playRound } from './play-round.ts';

const MAX_PARALLEL = 8;
const FAULTS_PER_ROUND = 18;
const GAP_MS_MAX = 4_500;

const settings = faultSettingsOf(process.env, Date.now());
const path = settings.journal ?? join(packageRoot, 'test-results', 'faults', `${settings.seed}.jsonl`);
const journal = new Journal(path);
let suite: FaultSuite;

beforeAll(() => {
  suite = new FaultSuite(settings.seed, journal);
  process.stderr.write(`MUSTER_FAULT_SEED=${settings.seed} repeats this suite; its journal is ${path}\n`);
  journal.write({ suite: settings });
});

afterAll(async () => {
  const left = await suite.end();
  journal.write({ summary: journal.summary, processesLeftAtEnd: left, proxy: suite.proxyCounts });
  process.stderr.write(`${JSON.stringify(journal.summary, null, 2)}\n`);
  await suite[Symbol.asyncDispose]();
  expect(left).toEqual([]);
});

test.each(Array.from({ length: settings.rounds }, (_, index) => index + 1))(
  'round %i: every scenario has its one true outcome, and nothing is left behind',
  async (number) => {
    const { kinds, seed } = settings;
    const plan = planRound(seed, number, { kinds, faultCount: FAULTS_PER_ROUND, gapMsMax: GAP_MS_MAX });
    const entry = await playRound(plan, suite, MAX_PARALLEL);
    process.stderr.write(`round ${number}: ${JSON.stringify(entry)}\n`);
    expect(entry.wrong, 'wrong outcomes').toEqual([]);
    expect(leaksOf(entry), 'left behind').toEqual([]);
    expect(entry.desertions, 'command lines that gave up').toEqual([]);
  },
);
