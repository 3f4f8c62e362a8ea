import { FailureType } from '../../shared/failure-types.ts';
import { oneLine } from '../../shared/one-line.ts';
import type { OutcomeStatus, ScenarioOutcome } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import type { Turn } from './semaphore.ts';

/** What the rules read of a scenario. */
export type Ruled = Pick<PlannedScenario, 'path' | 'locks' | 'exclusive' | 'dependsOn'>;

const BECAME = { failed: 'failed', errored: 'errored', skipped: 'was skipped', cancelled: 'was cancelled' } as const;

/** A scenario that has not started. */
interface Pending {
  readonly scenario: Ruled;
  /** On which it depends and whose outcome is still to come. */
  readonly awaited: Set<string>;
}

/**
 * Which scenarios may start beside one another: no two that share a lock, none before what it depends on has passed, an
 * exclusive one only while nothing runs and nothing else could start, and nothing beside it. What depends on something
 * that did not pass never starts. Slots are not counted here.
 *
 * Every scenario must be told of exactly once by {@link ended}. No clock, no Temporal: deterministic.
 */
export class StartRules {
  private readonly pending = new Map<string, Pending>();
  private readonly dependents = new Map<string, Ruled[]>();
  /** What never starts, by path, with why. */
  private readonly refusals = new Map<string, string>();
  private readonly running = new Map<string, Ruled>();
  private readonly heldLocks = new Set<string>();

  /** In start order. `notPassed`: paths that ended in earlier shards otherwise than passed. Others there have passed. */
  constructor(scenarios: readonly Ruled[], notPassed: ReadonlySet<string> = new Set()) {
    const own = new Set(scenarios.map(({ path }) => path));
    for (const scenario of scenarios) {
      const needs = (scenario.dependsOn ?? []).filter((path) => own.has(path));
      this.pending.set(scenario.path, { scenario, awaited: new Set(needs) });
      for (const need of needs) {
        const dependents = this.dependents.get(need);
        if (dependents === undefined) this.dependents.set(need, [scenario]);
        else dependents.push(scenario);
      }
    }
    for (const { path, dependsOn = [] } of scenarios) {
      const missed = dependsOn.find((need) => notPassed.has(need));
      if (missed === undefined || !this.refuse(path, missed, 'did not pass')) continue;
      this.refuseDependents(path, 'skipped');
    }
  }

  /** How many of those that have not started could take a slot now: at once, and beside what runs. */
  get startableCount(): number {
    const locks = new Set(this.heldLocks);
    let count = 0;
    for (const { scenario, awaited } of this.pending.values()) {
      if (awaited.size > 0 || scenario.exclusive === true) continue;
      if (scenario.locks?.some((lock) => locks.has(lock)) === true) continue;
      scenario.locks?.forEach((lock) => locks.add(lock));
      count += 1;
    }
    if (count > 0 || this.running.size > 0) return count;
    return [...this.pending.values()].some(({ awaited }) => awaited.size === 0) ? 1 : 0;
  }

  /** For the semaphore. */
  turnOf(scenario: Ruled): Turn {
    return {
      state: () => {
        if (this.refusals.has(scenario.path)) return 'never';
        return this.mayStart(scenario) ? 'now' : 'later';
      },
      take: () => {
        this.pending.delete(scenario.path);
        this.running.set(scenario.path, scenario);
        scenario.locks?.forEach((lock) => this.heldLocks.add(lock));
      },
    };
  }

  /** It has its outcome, whether it ran or not: its locks are free, and its dependents may start, or never will. */
  ended({ path, locks = [] }: Ruled, status: OutcomeStatus): void {
    if (this.running.delete(path)) locks.forEach((lock) => this.heldLocks.delete(lock));
    this.pending.delete(path);
    if (status !== 'passed') return this.refuseDependents(path, status);
    for (const dependent of this.dependents.get(path) ?? []) this.pending.get(dependent.path)?.awaited.delete(path);
  }

  /** The outcome of what never starts. */
  refusalOf(path: string): ScenarioOutcome | undefined {
    const why = this.refusals.get(path);
    return why === undefined
      ? undefined
      : outcomeWithoutAttempt('skipped', FailureType.ScenarioDependencyNotPassed, why);
  }

  /** False: it is refused already. */
  private refuse(path: string, need: string, became: string): boolean {
    if (!this.pending.delete(path)) return false;
    this.refusals.set(path, `not started: it depends on ${oneLine(need)}, which ${became}`);
    return true;
  }

  /** Transitively, and at once: nothing else may wait for what will not come. */
  private refuseDependents(path: string, status: Exclude<OutcomeStatus, 'passed'>): void {
    const open = [{ need: path, became: BECAME[status] }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { need, became } = next;
      for (const dependent of this.dependents.get(need) ?? []) {
        if (this.refuse(dependent.path, need, became)) open.push({ need: dependent.path, became: BECAME.skipped });
      }
    }
  }

  private mayStart({ path, exclusive }: Ruled): boolean {
    const pending = this.pending.get(path);
    if (pending === undefined || !this.isFree(pending)) return false;
    if (exclusive !== true) return true;
    if (this.running.size > 0) return false;
    // All others first, so that it is never overtaken for ever. And so nothing can become free beside it: what is left
    // waits for this one or for another exclusive one.
    for (const other of this.pending.values())
      if (other.scenario.exclusive !== true && this.isFree(other)) return false;
    return true;
  }

  private isFree({ scenario: { locks = [] }, awaited }: Pending): boolean {
    return awaited.size === 0 && !locks.some((lock) => this.heldLocks.has(lock));
  }
}
