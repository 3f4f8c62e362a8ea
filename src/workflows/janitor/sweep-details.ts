import type { RefusedOrphan, SweepResult } from '../../activities/index.ts';
import type { StuckNamespace } from '../../shared/namespace.ts';

/** Lines per list: the Web UI shows them all, and the whole lists are in the result. */
const LINES_MAX = 20;

/** What a sweep did, as Markdown for the Web UI. */
export function sweepDetails({
  examinedCount,
  deleted,
  refused,
  stuck = [],
  keptCount = 0,
  unlistedCount = 0,
}: SweepResult): string {
  return [
    `**${deleted.length} deleted** of ${examinedCount} namespaces; ${refused.length} refused, ` +
      `${stuck.length} stuck, ${keptCount} kept`,
    ...linesOf(deleted, ({ name }) => `- deleted \`${name}\``),
    ...linesOf(refused, refusedLine),
    ...linesOf(stuck, (namespace) => `- **stuck** \`${namespace.name}\`: ${saidOf(namespace)}`),
    ...(unlistedCount === 0 ? [] : [`- ${unlistedCount} more, which do not fit into one sweep`]),
  ].join('\n');
}

function linesOf<T>(list: readonly T[], lineOf: (entry: T) => string): string[] {
  const lines = list.slice(0, LINES_MAX).map(lineOf);
  return list.length > LINES_MAX ? [...lines, `- … ${list.length - LINES_MAX} more`] : lines;
}

function refusedLine(orphan: RefusedOrphan): string {
  const again = new Date(orphan.nextTryAtMs).toISOString();
  const times = orphan.refusalCount === 1 ? 'once' : `${orphan.refusalCount} times`;
  return `- **refused** ${times} \`${orphan.name}\`, asked for again at ${again}: ${saidOf(orphan)}`;
}

/** The server's own words, verbatim. */
function saidOf({ conditions, reason }: StuckNamespace): string {
  return conditions.length === 0 ? reason : conditions.map(({ type, message }) => `${type}: ${message}`).join('; ');
}
