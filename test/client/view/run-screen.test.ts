import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FLASH_MS, QUIET_NOTICE_MS, REDRAW_INTERVAL_MS } from '../../../src/shared/limits.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { RunScreen } from '../../../src/client/view/run-screen.ts';
import type { View } from '../../../src/client/view/terminal-view.ts';
import { finishedOf, progressOf, totalsOf } from '../support/records.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function screenOn(hasFrame: boolean) {
  const lines: string[] = [];
  const frames: (readonly string[])[] = [];
  const view: View = {
    hasFrame,
    screen: { columns: 80, rows: 24 },
    line: (...texts) => void lines.push(...texts),
    frame: (frame) => void frames.push(frame),
    onResize: () => undefined,
    close: () => undefined,
  };
  const screen = new RunScreen({ view, paint: plain, startedAtMs: 0, keys: { canDetach: true } });
  const drawn = () => {
    vi.advanceTimersByTime(REDRAW_INTERVAL_MS);
    return frames.at(-1) ?? [];
  };
  return { screen, lines, frames, drawn };
}

it('without a terminal a silent run is told of once a minute, because CI systems end silent jobs', () => {
  const { screen, lines } = screenOn(false);
  const progress = progressOf({ running: [{ path: 'a.sh', sinceMs: 0 }] });
  for (let turn = 0; turn < 121; turn += 1) {
    screen.update(progress);
    vi.advanceTimersByTime(QUIET_NOTICE_MS / 60);
  }
  expect(lines).toEqual(['▸ 0/10 · running 1 of 4 · 1m', '▸ 0/10 · running 1 of 4 · 2m']);
});

it('on a terminal only finished scenarios leave lines, everything else is in the frame', () => {
  const { screen, lines, drawn } = screenOn(true);
  vi.advanceTimersByTime(2 * QUIET_NOTICE_MS);
  screen.update(progressOf({ finished: [finishedOf('a.sh')], totals: totalsOf({ passed: 1 }) }));
  screen.notice('Ctrl-C again');
  expect(lines).toEqual(['✓ a.sh  1.2s']);
  expect(drawn().at(-1)).toBe('Ctrl-C again');
  screen.notice(undefined);
  expect(drawn().at(-1)).toContain('? help');
  screen.close();
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

it('before the first answer the frame says what it waits for', () => {
  expect(screenOn(true).drawn()).toEqual(["▸ waiting for the run's first answer"]);
});

it('what a key has done is told for a while, and a notice is more important', () => {
  const { screen, drawn } = screenOn(true);
  screen.update(progressOf());
  screen.flash('slots: 4 → 5');
  expect(drawn().at(-1)).toBe('slots: 4 → 5');
  screen.notice('^C again: cancel');
  expect(drawn().at(-1)).toBe('^C again: cancel');
  screen.notice(undefined);
  expect(drawn().at(-1)).toBe('slots: 4 → 5');
  vi.advanceTimersByTime(FLASH_MS);
  expect(drawn().at(-1)).toContain('? help');
  screen.close();
});

it('a page takes the place of the frame while scenarios go on finishing above it', () => {
  const { screen, lines, drawn } = screenOn(true);
  const pane = { title: 'Keys', keys: 'q back', lines: ['one'], offset: 0, anchor: 'start' } as const;
  screen.showPane(() => pane);
  screen.update(progressOf({ finished: [finishedOf('a.sh')] }));
  expect(drawn()).toEqual(['Keys', 'one', 'q back']);
  expect(lines).toEqual(['✓ a.sh  1.2s']);
  screen.showPane(undefined);
  expect(drawn()[0]).toContain('▸ 0/10');
  screen.close();
});

it('the clock ticks although nothing is read', () => {
  const { screen, frames } = screenOn(true);
  screen.update(progressOf({ running: [{ path: 'a.sh', sinceMs: 0 }] }));
  vi.advanceTimersByTime(5_300);
  expect(frames.at(-1)?.[1]).toBe('  a.sh  5s');
  screen.close();
});

it('all that finished between two looks is written at once', () => {
  const { screen, lines } = screenOn(true);
  const finished = Array.from({ length: 200 }, (_, index) => finishedOf(`${index}.sh`));
  screen.update(progressOf({ finished }));
  expect(lines).toHaveLength(200);
  screen.close();
});

it('what planning has to say is told once, before everything else', () => {
  const { screen, lines } = screenOn(false);
  const notices = ['a.sh depends on b.sh, which is not selected'];
  screen.update(progressOf({ notices, finished: [finishedOf('a.sh')] }));
  screen.update(progressOf({ notices: [...notices, 'another'] }));
  expect(lines).toEqual([`! ${notices[0]}`, '✓ a.sh  1.2s', '! another']);
  screen.close();
});
