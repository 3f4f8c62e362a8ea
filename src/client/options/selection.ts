import { SHARDS_MAX } from '../../shared/limits.ts';
import type { Selection } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';
import type { Given } from './settings.ts';
import type { Sources } from './sources.ts';
import { listSetting, pairSetting, textSetting } from './sources.ts';

/** What the settings say of which scenarios run; `shard` is the flag's text. Throws a usage error (exit 2). */
export function selectionOf(sources: Sources, patterns: readonly string[], shard: string | undefined): Selection {
  const grep = textSetting(sources, 'grep');
  const grepInvert = textSetting(sources, 'grepInvert');
  return {
    patterns: [...patterns],
    tags: [...listSetting(sources, 'tags')],
    labels: pairSetting(sources, 'labels', 'component=storage'),
    ...(grep === undefined ? {} : { grep: checkedExpression(grep) }),
    ...(grepInvert === undefined ? {} : { grepInvert: checkedExpression(grepInvert) }),
    ...(shard === undefined ? {} : { shard: shardOf(shard) }),
  };
}

/** `2/4`: the second of four. */
function shardOf(text: string): NonNullable<Selection['shard']> {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined) {
    throw usageError(`--shard: "${text}" is not a shard`, 'give its number and how many there are: --shard 1/4');
  }
  if (count < 1 || count > SHARDS_MAX) {
    throw usageError(`--shard: "${text}": there are 1 to ${SHARDS_MAX} shards`, 'for instance --shard 1/4');
  }
  if (index < 1 || index > count) {
    throw usageError(`--shard: "${text}": shards of ${count} are 1/${count} to ${count}/${count}`, 'they begin at 1');
  }
  return { index, count };
}

function checkedExpression({ text, by }: Given): string {
  try {
    return new RegExp(text, 'u').source;
  } catch (error) {
    throw usageError(`${by}: "${text}" is not a regular expression`, 'quote it for the shell', String(error));
  }
}
