import { expect, it } from 'vitest';
import { ClientError } from '../../../src/client/errors.ts';
import { errorLines } from '../../../src/client/view/error-lines.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { PlanError } from '../../../src/scenarios/index.ts';

it('an error says what, why, what helps and its code, in this order', () => {
  const error = new ClientError('Cannot reach Temporal', {
    type: 'Temporal.Unreachable',
    why: 'refused',
    fix: ['one', 'two'],
  });
  expect(errorLines(error, plain, false)).toEqual({
    exitCode: 3,
    lines: [
      '✗ Cannot reach Temporal',
      '  why  refused',
      '  fix  one',
      '       two',
      '  code Temporal.Unreachable  (more: muster explain Temporal.Unreachable)',
    ],
  });
});

it("another room's error is known by its dotted type and gets its advice and exit code", () => {
  const { lines, exitCode } = errorLines(new PlanError('Plan.NoDirectory', 'scenarios does not exist'), plain, false);
  expect(exitCode).toBe(2);
  expect(lines[0]).toBe('✗ scenarios does not exist');
  expect(lines.some((line) => line.startsWith('  fix '))).toBe(true);
});

it("an error's own advice wins over ours", () => {
  const error = Object.assign(new Error('busy'), { type: 'Cluster.Unavailable', fix: 'wait a moment' });
  expect(errorLines(error, plain, false).lines).toContain('  fix  wait a moment');
});

it('every line of a message is kept, the first one as the headline', () => {
  const { lines } = errorLines(new PlanError('Plan.InvalidMetadata', 'two problems\na.sh:1:1\nb.sh:2:2'), plain, false);
  expect(lines.slice(0, 3)).toEqual(['✗ two problems', '       a.sh:1:1', '       b.sh:2:2']);
});

it('a type of somebody else is shown without a command that would know nothing of it', () => {
  const error = Object.assign(new Error('odd'), { type: 'Custom.Thing' });
  expect(errorLines(error, plain, false).lines.at(-1)).toBe('  code Custom.Thing');
});

it('a defect names the file that holds the rest', () => {
  const { lines } = errorLines(new TypeError('x is undefined'), plain, false, '/state/crashes/one.txt');
  expect(lines).toEqual([
    '✗ Unexpected error: x is undefined',
    '  why  a defect of muster, not of your scripts',
    '  fix  what is known of it is in /state/crashes/one.txt; report it with that file',
    '  code Client.Unexpected',
  ]);
});

it('a defect is exit 3 and shows its stack only when that is asked for', () => {
  const defect = new TypeError('x is undefined');
  const quiet = errorLines(defect, plain, false);
  expect(quiet.exitCode).toBe(3);
  expect(quiet.lines.join('\n')).toContain('x is undefined');
  expect(quiet.lines.join('\n')).not.toContain('error-lines.test');
  expect(errorLines(defect, plain, true).lines.join('\n')).toContain('error-lines.test');
});
