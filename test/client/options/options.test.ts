import { describe, expect, it } from 'vitest';
import { ClientError } from '../../../src/client/errors.ts';
import type { RunFlags, RunOptions } from '../../../src/client/options/options.ts';
import { resolveRunOptions } from '../../../src/client/options/options.ts';

const cwd = '/work';
const noPaths = { isDirectory: () => false, exists: () => false };

function resolved(flags: RunFlags = {}, env: Record<string, string> = {}, positionals: string[] = []): RunOptions {
  return resolveRunOptions(positionals, flags, env, cwd, noPaths);
}

function refusal(run: () => unknown): ClientError {
  try {
    run();
  } catch (error) {
    if (error instanceof ClientError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a setting is taken from its flag, else from its variable, else it is the default', () => {
  const table: readonly {
    readonly setting: string;
    readonly variable: string;
    readonly flag: RunFlags;
    readonly read: (options: RunOptions) => unknown;
    readonly expected: readonly [byFlag: unknown, byVariable: unknown, byDefault: unknown];
    readonly value: string;
  }[] = [
    {
      setting: 'max parallel',
      variable: 'MAX_PARALLEL',
      value: '7',
      flag: { maxParallel: '9' },
      read: (options) => options.tuning.maxParallel,
      expected: [9, 7, 4],
    },
    {
      setting: 'scenarios directory',
      variable: 'SCENARIOS_DIR',
      value: 'from-env',
      flag: { scenariosDir: 'from-flag' },
      read: (options) => options.scenariosDir,
      expected: ['/work/from-flag', '/work/from-env', '/work/scenarios'],
    },
    {
      setting: 'results directory',
      variable: 'RESULTS_DIR',
      value: '/abs/from-env',
      flag: { resultsDir: 'from-flag' },
      read: (options) => options.resultsDir,
      expected: ['/work/from-flag', '/abs/from-env', '/work/test-results'],
    },
  ];

  it.each(table)('$setting', ({ variable, value, flag, read, expected }) => {
    const env = { [variable]: value };
    expect([read(resolved(flag, env)), read(resolved({}, env)), read(resolved())]).toEqual(expected);
    // An empty variable counts as unset.
    expect(read(resolved({}, { [variable]: '' }))).toBe(expected[2]);
  });
});

it('a value that cannot be used is refused with the name of the flag or variable it came from', () => {
  expect(refusal(() => resolved({}, { MAX_PARALLEL: 'many' })).message).toContain('MAX_PARALLEL: "many"');
  expect(refusal(() => resolved({ maxParallel: '0' }, { MAX_PARALLEL: '3' })).message).toContain('--max-parallel: "0"');
  expect(refusal(() => resolved({ retries: '1.5' })).exitCode).toBe(2);
});

it('the example is what can be typed: a flag with a blank, a variable with an equals sign', () => {
  expect(refusal(() => resolved({ maxParallel: '0' })).fixes).toEqual(['for instance --max-parallel 4']);
  expect(refusal(() => resolved({}, { MAX_PARALLEL: '0' })).fixes).toEqual(['for instance MAX_PARALLEL=4']);
});

it('a time limit needs a unit and stays in its range', () => {
  expect(resolved({ timeout: '1h30m' }).tuning.timeoutMs).toBe(5_400_000);
  for (const timeout of ['10', '3600', '', '1 fortnight', '0s', '500h']) {
    expect([timeout, refusal(() => resolved({ timeout })).exitCode]).toEqual([timeout, 2]);
  }
});

it('labels are key=value and keep further equals signs', () => {
  expect(resolved({ label: ['component=storage', 'version=a=b'] }).selection.labels).toEqual({
    component: 'storage',
    version: 'a=b',
  });
  expect(refusal(() => resolved({ label: ['component'] })).message).toContain('key=value');
});

it('a broken regular expression is refused before anything starts', () => {
  expect(refusal(() => resolved({ grep: '(' })).message).toContain('--grep');
  expect(refusal(() => resolved({ grepInvert: '[' })).message).toContain('--grep-invert');
});

it('one cluster at a time can be asked for', () => {
  expect(resolved({ embedded: true }).cluster).toEqual({ kind: 'embedded' });
  expect(resolved({ context: 'dev' }).cluster).toEqual({ kind: 'kubeconfig', context: 'dev' });
  expect(refusal(() => resolved({ embedded: true, context: 'dev' })).exitCode).toBe(2);
  expect(refusal(() => resolved({ taskQueue: 'team', embedded: true })).exitCode).toBe(2);
});

it('paths for workers of somebody else stay as they were typed, because it is their disk', () => {
  const options = resolved({ taskQueue: 'team', scenariosDir: 'suite' });
  expect([options.scenariosDir, options.resultsDir]).toEqual(['suite', 'test-results']);
});

it('local servers end with the command in CI and when asked to, but never when the run is detached', () => {
  expect(resolved().attached).toBe(false);
  expect(resolved({}, { CI: 'true' }).attached).toBe(true);
  expect(resolved({}, { CI: 'false' }).attached).toBe(false);
  expect(resolved({}, { MUSTER_ATTACHED: '1' }).attached).toBe(true);
  expect(resolved({ stopAfter: true }).attached).toBe(true);
  expect(resolved({ stopAfter: true, detach: true }).attached).toBe(false);
});

it('a run name is checked before anything starts', () => {
  expect(resolved({ name: 'nightly-1' }).runName).toBe('nightly-1');
  for (const name of ['', 'a b', '-x', 'x/y', 'x'.repeat(101)]) {
    expect([name, refusal(() => resolved({ name })).exitCode]).toEqual([name, 2]);
  }
});
