/** One script that is running: the leader of its process group, and the private directory that goes with it. */
export interface Charge {
  readonly pid: number;
  readonly dir: string;
}

/** What a worker tells its supervisor, one line of JSON each. */
export type ChargeLine = { readonly add: Charge } | { readonly remove: number };

/** The scripts of one worker. A line that cannot be read is passed over: the rest must still be guarded. */
export class Charges {
  private readonly byPid = new Map<number, Charge>();

  apply(line: string): void {
    let said: ChargeLine;
    try {
      said = JSON.parse(line) as ChargeLine;
    } catch {
      return;
    }
    if ('add' in said) this.add(said.add);
    else this.remove(said.remove);
  }

  add(charge: Charge): void {
    this.byPid.set(charge.pid, charge);
  }

  remove(pid: number): void {
    this.byPid.delete(pid);
  }

  all(): readonly Charge[] {
    return [...this.byPid.values()];
  }
}

export function lineOf(said: ChargeLine): string {
  return `${JSON.stringify(said)}\n`;
}
