import { describe, expect, it } from 'vitest';
import { addresseeIn } from '../../../src/client/keeping/addressee.ts';
import { summarize } from '../../../src/shared/outcome.ts';
import type { ShardProgress } from '../../../src/shared/run-progress.ts';

const shards = (['closed', 'open', 'waiting', 'adopted'] as const).map((state, index): ShardProgress => {
  return { index, workflowId: `run:shard-${index}`, state, scenarioCount: 1, totals: summarize([]) };
});
const scenarios = shards.map(({ index }) => ({ path: `part-${index}/s${index}.sh`, resultName: `s${index}` }));
const whole = {
  scenarios,
  shardOf: (path: string) => scenarios.findIndex((scenario) => scenario.path === path),
  unknownCount: 0,
};
const ask = (text: string, unknownCount = 0) =>
  addresseeIn({ runName: 'big' }, { ...whole, unknownCount }, shards, text);

describe('who takes requests for a scenario of a run with shards', () => {
  it('its shard while that is open, and nobody once it has ended', () => {
    expect(ask('s1')).toEqual({ kind: 'shard', workflowId: 'run:shard-1', path: 'part-1/s1.sh' });
    expect(ask('part-0/s0.sh')).toEqual({ kind: 'ended', path: 'part-0/s0.sh' });
    expect(ask('s3.sh')).toEqual({ kind: 'ended', path: 'part-3/s3.sh' });
  });

  it('of a shard that has not opened it is said what helps', () => {
    expect(() => ask('s2')).toThrow(
      expect.objectContaining({
        message: 'Run "big": part-2/s2.sh is in a shard that has not opened, and cannot be kept or released yet',
        type: 'Run.InvalidInput',
        exitCode: 2,
        fixes: ['ask again once it has: muster status big', 'or say so at the start: muster run --keep on-failure'],
      }),
    );
  });

  it('a name that nobody here knows may be in a shard that has not opened', () => {
    expect(() => ask('s9')).toThrow(/^Run "big": there is no scenario "s9"; did you mean/);
    expect(() => ask('other', 200)).toThrow(
      'Run "big": there is no scenario "other"; 200 more are in shards that have not opened',
    );
  });
});
