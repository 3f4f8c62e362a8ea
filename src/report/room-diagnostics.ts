import type { Diagnostics } from '../shared/diagnostics.ts';
import { jsonBytesOf } from './json-bytes.ts';

/** What goes first when there is no room: logs are the bulk, and pods say most in the least space. */
const LISTS = ['logs', 'events', 'workloads', 'pods'] as const;

/** Room for the sentences that say what went. */
const SENTENCES_BYTES = 64 * LISTS.length;

/**
 * The diagnostics of one attempt with at most `bytesMax` bytes of compact JSON: of one list after another the last ones
 * are left out, which tell least, and `omitted` says how many. Never above, as long as the sentences themselves fit.
 */
export function fitDiagnostics(diagnostics: Diagnostics, bytesMax: number): Diagnostics {
  let bytes = jsonBytesOf(diagnostics);
  if (bytes <= bytesMax) return diagnostics;
  const fitted = { ...diagnostics };
  const omitted: string[] = [];
  for (const list of LISTS) {
    const items: unknown[] = [...diagnostics[list]];
    while (items.length > 0 && bytes > bytesMax - SENTENCES_BYTES) bytes -= jsonBytesOf(items.pop());
    const leftOut = diagnostics[list].length - items.length;
    if (leftOut === 0) continue;
    Object.assign(fitted, { [list]: items });
    omitted.push(`No room for ${leftOut} more ${list}.`);
  }
  return { ...fitted, omitted: [...diagnostics.omitted, ...omitted] };
}
