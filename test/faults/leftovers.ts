import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 250;

export interface Leftovers {
  /** What was there at the first look. */
  readonly first: readonly string[];
  readonly waitedMs: number;
  /** What was there at the last one. */
  readonly last: readonly string[];
}

/** Looks until nothing is left or the time is up. A look that fails is one that saw nothing yet. */
export async function untilNothingLeft(
  look: () => readonly string[] | Promise<readonly string[]>,
  withinMs: number,
): Promise<Leftovers> {
  const startMs = performance.now();
  let first: readonly string[] | undefined;
  for (;;) {
    const seen = await Promise.resolve()
      .then(look)
      .catch((error: unknown) =>
        performance.now() - startMs > withinMs ? [`cannot be looked at: ${String(error)}`] : undefined,
      );
    if (seen !== undefined) first ??= seen;
    const waitedMs = Math.round(performance.now() - startMs);
    if (seen?.length === 0 || waitedMs > withinMs) return { first: first ?? [], waitedMs, last: seen ?? [] };
    await sleep(POLL_MS);
  }
}

/** Private directories of scripts that nobody has removed, below this temporary directory. */
export function privateDirectories(temporaryDir: string): readonly string[] {
  if (!existsSync(temporaryDir)) return [];
  return readdirSync(temporaryDir).filter((name) => name.startsWith('muster-') && !name.startsWith('muster-tools'));
}
