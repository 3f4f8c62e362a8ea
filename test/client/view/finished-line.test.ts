import { expect, it } from 'vitest';
import { finishedLine } from '../../../src/client/view/finished-line.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { finishedOf } from '../support/records.ts';

it.each([
  [finishedOf('a.sh'), '✓ a.sh  1.2s'],
  [finishedOf('b.sh', { status: 'failed', exitCode: 1, durationMs: 3_400 }), '✗ b.sh  3.4s  exit code 1'],
  [finishedOf('c.sh', { status: 'skipped', message: 'skipped: no gpu' }), '⊘ c.sh  1.2s  skipped: no gpu'],
  [finishedOf('d.sh', { status: 'errored', reason: 'Worker.Lost', durationMs: 0 }), '! d.sh  Worker.Lost'],
  [finishedOf('e.sh', { flaky: true, attemptCount: 2 }), '✓ e.sh  1.2s  2 attempts  flaky'],
  [finishedOf('f.sh', { attemptCount: 3 }), '✓ f.sh  1.2s  3 attempts'],
  [finishedOf('g.sh', { status: 'failed', exitCode: 1, attemptCount: 2 }), '✗ g.sh  1.2s  2 attempts  exit code 1'],
  [
    finishedOf('h.sh', { status: 'failed', exitCode: 1, diagnosis: 'web-0: ImagePullBackOff' }),
    '✗ h.sh  1.2s  exit code 1 · web-0: ImagePullBackOff',
  ],
])('%o is told as %s', (scenario, line) => {
  expect(finishedLine(scenario, plain)).toBe(line);
});

it('a message cannot move the cursor or begin another line', () => {
  const line = finishedLine(finishedOf('x.sh', { status: 'failed', message: 'a\nb\u001b[2Kc' }), plain);
  expect(line).not.toMatch(/\p{Cc}/u);
});
