import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, RoundPlan } from './fault-plan.ts';
import type { FaultSuite } from './fault-suite.ts';
import type { RoundEntry } from './journal.ts';
import { leaksOf } from './journal.ts';
import { leftBehind } from './left-behind.ts';
import { startRound, type RoundInProgress } from './round-in-progress.ts';
import { strike } from './strike.ts';

const POLL_MS = 100;
const FIRST_SCRIPT_MS_MAX = 120_000;
const RUN_MS_MAX = 600_000;
const EXIT_CODE_OF_FAILED = 1;

/** One run of the known scenarios, struck as planned, and what was found afterwards; all of it goes to the journal. */
export async function playRound(plan: RoundPlan, suite: FaultSuite, maxParallel: number): Promise<RoundEntry> {
  await suite.up();
  suite.journal.write({ plan });
  const startedMs = performance.now();
  const round = await startRound(plan, suite, maxParallel);
  try {
    await firstScript(round);
    const inflicted = Promise.all(plan.faults.map((fault) => inflict(fault, plan.round, round, suite)));
    inflicted.catch(() => undefined);
    const exitCode = await within(RUN_MS_MAX, round.closed);
    const durationMs = Math.round(performance.now() - startedMs);
    await inflicted;
    const entry = await entryOf(plan, suite, round, exitCode, durationMs);
    if (entry.wrong.length + leaksOf(entry).length + entry.desertions.length > 0) round.keepEvidence();
    suite.journal.round(entry);
    return entry;
  } catch (error) {
    round.keepEvidence();
    throw error;
  } finally {
    round.release();
  }
}

async function entryOf(
  { round, seed, faultyAnswers }: RoundPlan,
  suite: FaultSuite,
  { report, wrong, arena }: RoundInProgress,
  exitCode: number | undefined,
  durationMs: number,
): Promise<RoundEntry> {
  const { totals, scenarios } = report();
  const attempts = scenarios.flatMap(({ outcome }) => outcome.attempts);
  const isExitRight = totals.failed === 0 || exitCode === EXIT_CODE_OF_FAILED;
  return {
    round,
    seed,
    faultyAnswers,
    durationMs,
    scenarios: totals.total,
    lostAttempts: attempts.filter(({ status }) => status === 'errored').length,
    wrong: [...wrong(), ...(isExitRight ? [] : [`exit code ${exitCode} instead of ${EXIT_CODE_OF_FAILED}`])],
    ...(await leftBehind(suite)),
    desertions: arena.client.desertions,
  };
}

async function firstScript({ stamps, arena }: RoundInProgress): Promise<void> {
  const startMs = performance.now();
  while (stamps().length === 0 && !arena.ended.aborted) {
    if (performance.now() - startMs > FIRST_SCRIPT_MS_MAX) throw new Error('no script has begun');
    await sleep(POLL_MS);
  }
}

/** At its moment; one whose moment comes after the end of the run misses. */
async function inflict(fault: Fault, round: number, { arena }: RoundInProgress, suite: FaultSuite): Promise<void> {
  await sleep(fault.atMs, undefined, { signal: arena.ended }).catch(() => undefined);
  const { kind, atMs, holdMs } = fault;
  const struck = arena.ended.aborted ? { note: 'the run had ended' } : await strike(fault, arena);
  suite.journal.fault({ round, kind, atMs, holdMs, ...struck });
}

async function within<T>(ms: number, settled: Promise<T>): Promise<T> {
  const given = new AbortController();
  try {
    return await Promise.race([
      settled,
      sleep(ms, undefined, { signal: given.signal }).then(() => {
        throw new Error(`the run has not ended after ${ms / 1000} s`);
      }),
    ]);
  } finally {
    given.abort();
  }
}
