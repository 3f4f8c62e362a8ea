import { namedScenario } from '../../shared/named-scenario.ts';
import type { KeptNamespace, NotKept } from '../../shared/namespace.ts';

/** What a run knows of namespaces that stay for a look: who asked for which, which are kept, which could not be. */
export class Keeping {
  private readonly askedMsByPath = new Map<string, number>();
  private readonly early: { readonly text: string; readonly forMs: number }[] = [];
  private keptOnes: readonly KeptNamespace[] = [];
  private readonly notKeptOnes: NotKept[] = [];

  get kept(): readonly KeptNamespace[] {
    return this.keptOnes;
  }

  get notKept(): readonly NotKept[] {
    return this.notKeptOnes;
  }

  /** How long the scenario's namespace was asked to stay; 0: not at all; undefined: nobody asked. */
  askedMsOf(path: string): number | undefined {
    return this.askedMsByPath.get(path);
  }

  ask(path: string, forMs: number): void {
    this.askedMsByPath.set(path, forMs);
  }

  /** Before there is a plan: nobody can tell yet which scenario is meant. */
  askEarly(text: string, forMs: number): void {
    this.early.push({ text, forMs });
  }

  /** Now it can be told; what names none of them is refused where it was asked. */
  settleEarly(paths: readonly string[]): void {
    for (const { text, forMs } of this.early.splice(0)) {
      const named = namedScenario(text, paths);
      if ('path' in named) this.ask(named.path, forMs);
    }
  }

  keptUntilMsOf(path: string): number | undefined {
    return this.keptOnes.find(({ scenario }) => scenario === path)?.untilMs;
  }

  /** What a scenario left behind on purpose, and what it could not. */
  add(kept: readonly KeptNamespace[] = [], notKept: readonly NotKept[] = []): void {
    const names = new Set(kept.map(({ name }) => name));
    this.keptOnes = [...this.keptOnes.filter(({ name }) => !names.has(name)), ...kept];
    this.notKeptOnes.push(...notKept);
  }

  /** What was done on the cluster meanwhile; a time that is over means that it was let go. */
  note(changed: readonly KeptNamespace[], nowMs: number): void {
    const names = new Set(changed.map(({ name }) => name));
    const others = this.keptOnes.filter(({ name }) => !names.has(name));
    this.keptOnes = [...others, ...changed.filter(({ untilMs }) => untilMs > nowMs)];
  }

  /** What the last LIST says is all that there is: others were released or their time was up. */
  foundKept(kept: readonly KeptNamespace[] = []): void {
    this.keptOnes = kept;
  }

  /** For a record in which what is not there is absent. */
  get record(): { readonly kept?: readonly KeptNamespace[]; readonly notKept?: readonly NotKept[] } {
    return {
      ...(this.keptOnes.length === 0 ? {} : { kept: this.keptOnes }),
      ...(this.notKeptOnes.length === 0 ? {} : { notKept: this.notKeptOnes }),
    };
  }
}
