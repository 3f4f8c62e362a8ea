import { expect, test } from 'vitest';
import { ExitCode } from '../../../src/client/exit-codes.ts';
import { opensAfter } from '../../../src/client/reports/open-when.ts';

test('a report is shown only when that was asked for and its run was followed to its end', () => {
  const opened = (when?: 'never' | 'on-failure' | 'always') =>
    Object.values(ExitCode).filter((exitCode) => opensAfter(exitCode, when));
  expect(opened()).toEqual([]);
  expect(opened('never')).toEqual([]);
  expect(opened('on-failure')).toEqual([ExitCode.Failed, ExitCode.Environment]);
  expect(opened('always')).toEqual([ExitCode.Passed, ExitCode.Failed, ExitCode.Environment]);
});
