import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Journal, leaksOf, type RoundEntry } from './journal.ts';

const round: RoundEntry = {
  round: 1,
  seed: 1,
  faultyAnswers: false,
  durationMs: 1,
  scenarios: 32,
  lostAttempts: 3,
  wrong: ['a.sh: has no outcome'],
  namespacesLate: ['n', 'm'],
  namespacesLateMs: 700,
  namespacesLeft: ['n'],
  processesLateMs: 0,
  processesLeft: ['1 a.sh 1 sleep'],
  directoriesLeft: [],
  desertions: [],
};

test('a journal has a line for everything, and sums it up: only what was struck counts', () => {
  const dir = mkdtempSync(join(tmpdir(), 'muster-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const journal = new Journal(join(dir, 'below', 'journal.jsonl'));
  const fault = { round: 1, atMs: 1, holdMs: 0 };
  journal.fault({ ...fault, kind: 'kill-worker', pid: 5, recoveredMs: 400 });
  journal.fault({ ...fault, kind: 'kill-script', note: 'it had ended' });
  journal.fault({ ...fault, kind: 'stop-worker', holdMs: 20_000, pid: 5 });
  journal.round(round);
  expect(readFileSync(journal.path, 'utf8').trimEnd().split('\n')).toHaveLength(4);
  expect(journal.summary).toEqual({
    rounds: 1,
    kills: 1,
    otherFaults: 1,
    missed: 1,
    scenarios: 32,
    lostAttempts: 3,
    wrong: 1,
    leaks: 2,
    desertions: 0,
    longestRecoveryMs: 400,
    longestNamespacesMs: 700,
    longestProcessesMs: 0,
  });
  expect(leaksOf(round)).toEqual(['n', '1 a.sh 1 sleep']);
});
