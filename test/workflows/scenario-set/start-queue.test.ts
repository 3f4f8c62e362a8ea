import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeWithoutAttempt, type ScenarioOutcome } from '../../../src/shared/outcome.ts';
import { SlotSemaphore } from '../../../src/workflows/scenario-set/semaphore.ts';
import { runInTurn } from '../../../src/workflows/scenario-set/start-queue.ts';
import { StartRules, type Ruled } from '../../../src/workflows/scenario-set/start-rules.ts';

/** Lets every promise that can settle do so. */
const tick = async () => await new Promise<void>((resolve) => setImmediate(resolve));

const passed: ScenarioOutcome = { status: 'passed', flaky: false, attempts: [] };
const failed: ScenarioOutcome = { status: 'failed', reason: 'exit-code', flaky: false, attempts: [] };
const cancelled = outcomeWithoutAttempt('cancelled', 'cancelled', 'cancelled before it started');

/** The queue over scenarios that end when they are told to. */
function queueOf(scenarios: readonly Ruled[], limit: number, notPassed: ReadonlySet<string> = new Set()) {
  const slots = new SlotSemaphore(limit);
  const rules = new StartRules(scenarios, notPassed);
  const running = new Map<string, (outcome: ScenarioOutcome) => void>();
  const started: string[] = [];
  const outcomes = new Map<string, ScenarioOutcome>();
  const onStart: ((path: string) => void)[] = [];
  const done = runInTurn({
    scenarios,
    slots,
    rules,
    closedOutcome: () => cancelled,
    run: async ({ path }) => {
      onStart.forEach((each) => each(path));
      started.push(path);
      return await new Promise<ScenarioOutcome>((resolve) => running.set(path, resolve));
    },
    onOutcome: ({ path }, outcome) => {
      expect(outcomes.has(path), `${path} has its only outcome`).toBe(false);
      outcomes.set(path, outcome);
    },
  });
  const end = async (path: string, outcome = passed) => {
    running.get(path)?.(outcome);
    running.delete(path);
    await tick();
  };
  return { slots, rules, running, started, outcomes, onStart, done, end };
}

describe('the start queue', () => {
  test('what shares a lock does not overlap, and holds up nobody behind it', async () => {
    const { started, end } = queueOf(
      [{ path: 'a', locks: ['gpu'] }, { path: 'b', locks: ['disk', 'gpu'] }, { path: 'c' }, { path: 'd' }],
      2,
    );
    await tick();
    expect(started).toEqual(['a', 'c']);
    await end('a');
    expect(started).toEqual(['a', 'c', 'b']);
    await end('c');
    expect(started).toEqual(['a', 'c', 'b', 'd']);
  });

  test('an exclusive one waits for all others, runs alone, and lets those go first that wait for another', async () => {
    const { started, end, rules } = queueOf(
      [{ path: 'x', exclusive: true }, { path: 'y', exclusive: true }, { path: 'a' }, { path: 'b', dependsOn: ['x'] }],
      4,
    );
    await tick();
    expect(started).toEqual(['a']);
    expect(rules.startableCount).toBe(0);
    await end('a');
    expect(started).toEqual(['a', 'x']);
    expect(rules.startableCount).toBe(0);
    await end('x');
    expect(started).toEqual(['a', 'x', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'x', 'b', 'y']);
  });

  test('what depends on something that did not pass is skipped at once, with all that depends on it', async () => {
    const { outcomes, end, slots } = queueOf(
      [{ path: 'a' }, { path: 'z' }, { path: 'b', dependsOn: ['a'] }, { path: 'c', dependsOn: ['b', 'z'] }],
      2,
    );
    await tick();
    slots.setPaused(true);
    await end('a', failed);
    expect(outcomes.get('b')).toMatchObject({
      status: 'skipped',
      reason: 'Scenario.DependencyNotPassed',
      message: 'not started: it depends on a, which failed',
    });
    expect(outcomes.get('c')).toMatchObject({ message: 'not started: it depends on b, which was skipped' });
    expect(slots.waiting).toBe(0);
  });

  test('what ended in an earlier shard counts', async () => {
    const needs = (path: string, need: string) => ({ path, dependsOn: [need] });
    const { outcomes, started } = queueOf(
      [needs('b', 'a'), needs('c', 'elsewhere'), needs('d', 'b')],
      4,
      new Set(['a']),
    );
    await tick();
    expect(started).toEqual(['c']);
    expect(outcomes.get('b')?.message).toBe('not started: it depends on a, which did not pass');
    expect(outcomes.get('d')?.message).toBe('not started: it depends on b, which was skipped');
  });

  test('what waits when the slots close is not blamed on what it depends on', async () => {
    const { outcomes, slots } = queueOf([{ path: 'a' }, { path: 'b', dependsOn: ['a'] }], 0);
    slots.close();
    await tick();
    expect([...outcomes.values()]).toEqual([cancelled, cancelled]);
  });

  test('of what waits for one lock only one could use a slot', async () => {
    const shared = Array.from({ length: 5 }, (_, n) => ({ path: `${n}`, locks: ['gpu'] }));
    const { slots, rules, end, running } = queueOf([...shared, { path: 'x', exclusive: true }], 0);
    await tick();
    expect([slots.waiting, rules.startableCount]).toEqual([6, 1]);
    slots.setLimit(3);
    await tick();
    expect([slots.waiting, slots.inUse, rules.startableCount]).toEqual([5, 1, 0]);
    for (let n = 0; n < 5; n += 1) await end(`${n}`);
    expect([...running.keys()]).toEqual(['x']);
  });

  test('under any locks, dependencies, limits, pauses and failures everybody gets one outcome, in the order asked for', async () => {
    await fc.assert(fc.asyncProperty(suite(), fc.array(step(), { maxLength: 40 }), fc.boolean(), tryOut), {
      numRuns: 300,
    });
  });
});

interface Step {
  readonly kind: 'end' | 'scale' | 'pause';
  readonly nth: number;
  readonly passes: boolean;
}

function step(): fc.Arbitrary<Step> {
  return fc.record({
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant('end' as const) },
      { weight: 2, arbitrary: fc.constant('scale' as const) },
      { weight: 2, arbitrary: fc.constant('pause' as const) },
    ),
    nth: fc.nat(5),
    passes: fc.nat(4).map((n) => n > 0),
  });
}

/** Dependencies on earlier ones of a shuffled list, so without circles. */
function suite(): fc.Arbitrary<Ruled[]> {
  const one = fc.record({
    locks: fc.subarray(['gpu', 'disk', 'license'], { maxLength: 2 }),
    exclusive: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    needs: fc.uniqueArray(fc.nat(11), { maxLength: 2 }),
    at: fc.nat(),
  });
  return fc.array(one, { minLength: 1, maxLength: 12 }).map((all) =>
    all
      .map(({ locks, exclusive, needs, at }, index) => ({
        at,
        path: `${index}`,
        locks,
        ...(exclusive ? { exclusive: true as const } : {}),
        dependsOn: needs.filter((need) => need < index).map(String),
      }))
      .toSorted((a, b) => a.at - b.at),
  );
}

async function tryOut(scenarios: readonly Ruled[], steps: readonly Step[], isClosed: boolean): Promise<void> {
  const queue = queueOf(scenarios, 2);
  const { slots, running, outcomes, onStart } = queue;
  const byPath = new Map(scenarios.map((scenario) => [scenario.path, scenario]));
  const held = new Set<string>();
  onStart.push((path) => {
    const scenario = byPath.get(path);
    const others = [...held].flatMap((other) => byPath.get(other) ?? []);
    expect(outcomes.has(path)).toBe(false);
    for (const need of scenario?.dependsOn ?? []) expect(outcomes.get(need)?.status).toBe('passed');
    for (const other of others) {
      expect(other.exclusive === true || scenario?.exclusive === true, `${path} beside ${other.path}`).toBe(false);
      expect(other.locks?.some((lock) => scenario?.locks?.includes(lock))).toBe(false);
    }
    held.add(path);
  });
  const endNth = async (nth: number, outcome: ScenarioOutcome) => {
    const path = [...running.keys()][nth % Math.max(1, running.size)];
    if (path === undefined) return;
    held.delete(path);
    await queue.end(path, outcome);
  };
  await tick();
  for (const { kind, nth, passes } of steps) {
    const before = running.size;
    if (kind === 'end') await endNth(nth, passes ? passed : failed);
    if (kind === 'scale') slots.setLimit(nth);
    if (kind === 'pause') slots.setPaused(nth % 2 === 0);
    await tick();
    expect(slots.inUse).toBe(running.size);
    expect(running.size).toBeLessThanOrEqual(Math.max(before, slots.limit));
    expect(slots.inUse + slots.waiting + outcomes.size).toBe(scenarios.length);
    // Nothing that could start is left lying.
    if (!slots.paused && slots.inUse < slots.limit) expect(queue.rules.startableCount).toBe(0);
  }
  if (isClosed) slots.close();
  slots.setPaused(false);
  slots.setLimit(3);
  await tick();
  for (let ends = 0; ends < scenarios.length; ends += 1) await endNth(ends, passed);
  await queue.done;
  expect(outcomes.size).toBe(scenarios.length);
  for (const { path, dependsOn = [] } of scenarios) {
    if (outcomes.get(path)?.status !== 'passed') continue;
    for (const need of dependsOn) expect(outcomes.get(need)?.status).toBe('passed');
  }
}
