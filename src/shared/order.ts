import { inDependencyOrder, type Dependent } from './dependency-order.ts';

/** Byte order of UTF-8, as `sort` has it under LC_ALL=C; the order of UTF-16 units differs above U+FFFF. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.codePointAt(index) ?? 0;
    const right = b.codePointAt(index) ?? 0;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}

/** `longest`: by the estimate, longest first; `name`: by path. */
export type StartOrder = 'longest' | 'name';

interface Ordered extends Dependent {
  readonly estimatedMs?: number | undefined;
  readonly locks?: readonly string[] | undefined;
}

/** What has to run one after the other, a scenario first: milliseconds as far as estimated, and how many. */
interface Chain {
  readonly ms: number;
  readonly count: number;
}

/**
 * The order in which scenarios start. `longest`: longest first, by the estimate of a scenario and all that has to wait
 * for it one by one (what depends on it, what shares a lock with it), so that no long one and no long chain is left alone
 * at the end; then by how many those are. Those without an estimate follow in path order: where there is no history,
 * what is estimated is what somebody knows to be long, and where there is one, a new script is without an estimate only
 * until it has passed once. Total and independent of the given order.
 */
export function inStartOrder<T extends Ordered>(scenarios: readonly T[], order: StartOrder = 'longest'): T[] {
  const inPathOrder = scenarios.toSorted((a, b) => comparePaths(a.path, b.path));
  if (order === 'name') return inPathOrder;
  const chains = chainsOf(inPathOrder);
  // Stable: what is equal stays in path order.
  return inPathOrder.toSorted((a, b) => compareChains(chainAt(chains, b), chainAt(chains, a)));
}

/** The longest chain that begins with each scenario, by path. */
function chainsOf(inPathOrder: readonly Ordered[]): ReadonlyMap<string, Chain> {
  const chains = lockChainsOf(inPathOrder);
  const longestBehind = new Map<string, Chain>();
  // Dependents first: what hangs on them is known when it is their turn to hang on something.
  for (const { path, estimatedMs = 0, dependsOn = [] } of inDependencyOrder(inPathOrder).toReversed()) {
    const behind = longestBehind.get(path) ?? NOTHING;
    const own = { ms: estimatedMs + behind.ms, count: 1 + behind.count };
    const chain = longer(own, chains.get(path) ?? NOTHING);
    chains.set(path, chain);
    for (const need of dependsOn) longestBehind.set(need, longer(chain, longestBehind.get(need) ?? NOTHING));
  }
  return chains;
}

/** Of scenarios that share a lock, the longest first: each has those behind it that will wait for it. */
function lockChainsOf(inPathOrder: readonly Ordered[]): Map<string, Chain> {
  const byLock = new Map<string, Ordered[]>();
  for (const scenario of inPathOrder) {
    for (const lock of scenario.locks ?? []) {
      const sharers = byLock.get(lock);
      if (sharers === undefined) byLock.set(lock, [scenario]);
      else sharers.push(scenario);
    }
  }
  const chains = new Map<string, Chain>();
  for (const sharers of byLock.values()) {
    let behind = NOTHING;
    const longestLast = sharers.toSorted((a, b) => (b.estimatedMs ?? 0) - (a.estimatedMs ?? 0)).toReversed();
    for (const { path, estimatedMs = 0 } of longestLast) {
      behind = { ms: behind.ms + estimatedMs, count: behind.count + 1 };
      chains.set(path, longer(behind, chains.get(path) ?? NOTHING));
    }
  }
  return chains;
}

const NOTHING: Chain = { ms: 0, count: 0 };

function chainAt(chains: ReadonlyMap<string, Chain>, { path }: Ordered): Chain {
  return chains.get(path) ?? NOTHING;
}

function longer(a: Chain, b: Chain): Chain {
  return compareChains(a, b) >= 0 ? a : b;
}

function compareChains(a: Chain, b: Chain): number {
  return a.ms - b.ms || a.count - b.count;
}
