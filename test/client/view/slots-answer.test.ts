import { describe, expect, it } from 'vitest';
import { pausedAnswer, scaledText } from '../../../src/client/view/slots-answer.ts';
import { shardsText } from '../../../src/client/view/shards-text.ts';
import { summarize } from '../../../src/shared/outcome.ts';
import type { ShardProgress } from '../../../src/shared/run-progress.ts';
import { progressOf } from '../support/records.ts';

const running = (count: number) => Array.from({ length: count }, (_, index) => ({ path: `${index}.sh`, sinceMs: 1 }));

describe('who changes how many run at once hears what changed and what runs', () => {
  it.each([
    [4, 8, progressOf({ running: running(4) }), '4 → 8 at once; 4 run now'],
    [4, 8, progressOf({ running: running(1) }), '4 → 8 at once; 1 runs now'],
    [8, 8, progressOf({ running: running(8) }), '8 at once, as before; 8 run now'],
    [
      8,
      2,
      progressOf({ running: running(8) }),
      '8 → 2 at once; 8 run now, and 6 of them end before anything new starts',
    ],
    [4, 8, progressOf({ phase: 'planning' }), '4 → 8 at once'],
    [4, 8, undefined, '4 → 8 at once'],
    [
      4,
      8,
      progressOf({ paused: true }),
      '4 → 8 at once; 0 run now; it is paused, and nothing new starts until muster resume',
    ],
  ])('%i → %i', (before, limit, now, text) => {
    expect(scaledText(before, limit, now)).toBe(text);
  });

  it.each([
    [true, progressOf({ running: running(3) }), 'paused: nothing new starts; 3 go on running'],
    [true, progressOf({ running: running(1) }), 'paused: nothing new starts; 1 goes on running'],
    [true, progressOf(), 'paused: nothing new starts; nothing runs'],
    [true, undefined, 'paused: nothing new starts; what runs goes on'],
    [false, progressOf({ limit: 4, running: running(2) }), 'resumed: up to 4 at once; 2 run now'],
    [false, undefined, 'resumed'],
  ])('paused %s', (paused, now, text) => {
    expect(pausedAnswer(paused, now)).toBe(text);
  });
});

describe('shards in one line', () => {
  const shard = (state: ShardProgress['state'], index: number): ShardProgress => ({
    index,
    workflowId: `run:shard-${index}`,
    state,
    scenarioCount: 200,
    totals: summarize([]),
  });

  it.each([
    [[], '0/0'],
    [['closed', 'closed', 'open', 'waiting'], '2/4, 1 open'],
    [['closed', 'adopted', 'closed'], '3/3, 1 adopted'],
  ] as const)('%j', (states, text) => {
    expect(shardsText(progressOf({ shards: states.map(shard) }))).toBe(text);
  });

  it('a run without shards has no such line', () => {
    expect(shardsText(progressOf())).toBeUndefined();
  });
});
