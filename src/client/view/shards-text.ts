import type { RunProgress } from '../../shared/run-progress.ts';

/** `12/50, 2 open`: shards that have closed, of all; undefined for a run without shards. Pure. */
export function shardsText({ shards }: Pick<RunProgress, 'shards'>): string | undefined {
  if (shards === undefined) return undefined;
  const count = (...states: readonly string[]) => shards.filter(({ state }) => states.includes(state)).length;
  const open = count('open');
  const adopted = count('adopted');
  return [
    `${count('closed', 'adopted')}/${shards.length}`,
    ...(open === 0 ? [] : [`${open} open`]),
    ...(adopted === 0 ? [] : [`${adopted} adopted`]),
  ].join(', ');
}
