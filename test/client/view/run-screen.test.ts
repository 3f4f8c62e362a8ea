import { expect, it } from 'vitest';
import { QUIET_NOTICE_MS } from '../../../src/shared/limits.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { RunScreen } from '../../../src/client/view/run-screen.ts';
import type { View } from '../../../src/client/view/terminal-view.ts';
import { finishedOf, progressOf, totalsOf } from '../support/records.ts';

function screenOn(hasFrame: boolean) {
  const lines: string[] = [];
  const frames: (readonly string[])[] = [];
  const clock = { nowMs: 0 };
  const view: View = {
    hasFrame,
    screen: { columns: 80, rows: 24 },
    line: (text) => void lines.push(text),
    frame: (frame) => void frames.push(frame),
    close: () => undefined,
  };
  const screen = new RunScreen({ view, paint: plain, startedAtMs: 0, now: () => clock.nowMs });
  return { screen, lines, frames, clock };
}

it('without a terminal a silent run is told of once a minute, because CI systems end silent jobs', () => {
  const { screen, lines, clock } = screenOn(false);
  const progress = progressOf({ running: [{ path: 'a.sh', sinceMs: 0 }] });
  for (let turn = 0; turn < 121; turn += 1) {
    screen.update(progress);
    clock.nowMs += QUIET_NOTICE_MS / 60;
  }
  expect(lines).toEqual(['▸ 0/10 · 1 running · 1m', '▸ 0/10 · 1 running · 2m']);
});

it('on a terminal only finished scenarios leave lines, everything else is in the frame', () => {
  const { screen, lines, frames, clock } = screenOn(true);
  clock.nowMs = 2 * QUIET_NOTICE_MS;
  screen.update(progressOf({ finished: [finishedOf('a.sh')], totals: totalsOf({ passed: 1 }) }));
  screen.notice('Ctrl-C again');
  expect(lines).toEqual(['✓ a.sh  1.2s']);
  expect(frames.at(-1)?.at(-1)).toBe('Ctrl-C again');
  screen.notice(undefined);
  expect(frames.at(-1)).toHaveLength(1);
});

it('failed and errored scenarios are kept for the summary, in the order in which they finished', () => {
  const { screen } = screenOn(false);
  screen.update(progressOf({ finished: [finishedOf('a.sh', { status: 'failed' }), finishedOf('b.sh')] }));
  screen.update(
    progressOf({ finished: [finishedOf('c.sh', { status: 'errored' }), finishedOf('d.sh', { status: 'skipped' })] }),
  );
  expect(screen.failures.map(({ path }) => path)).toEqual(['a.sh', 'c.sh']);
});

it('a stuck namespace is told once, when it is seen first', () => {
  const { screen, lines } = screenOn(true);
  const stuckOf = (name: string) => ({ name, reason: 'Namespace.Stuck', conditions: [] });
  screen.update(progressOf({ stuck: [stuckOf('muster-a')] }));
  screen.update(progressOf({ stuck: [stuckOf('muster-a'), stuckOf('muster-b')] }));
  expect(lines).toEqual(['muster-a', 'muster-b'].map((name) => `! stuck namespace ${name}  Namespace.Stuck`));
});
