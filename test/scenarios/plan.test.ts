import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planScenarios, requireOneRun, requireRunnable } from '../../src/scenarios/index.ts';
import type { PlannedScenario } from '../../src/shared/plan.ts';
import { selectionSchema } from '../../src/shared/run-input.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function meta(...lines: string[]): string {
  return ['# @meta', ...lines.map((line) => `# ${line}`), '# @endmeta', ''].join('\n');
}

const FILES = {
  'smoke/a.sh': meta('tags: [smoke]', 'timeout: 5m', 'retries: 1'),
  'load/a.sh': meta('tags: [load]', 'estimated_time: 5 min'),
  'b.sh': meta('component: airflow'),
  'bad.sh': meta('timeout: 10'),
  tool: '#!/bin/sh\n',
};

async function planOf(selection: Parameters<typeof selectionSchema.parse>[0], files: Record<string, string> = FILES) {
  const dir = await temporaryDirectory(files);
  const complete = selectionSchema.parse(selection);
  const plan = await planScenarios(dir, complete);
  return {
    dir,
    plan,
    paths: plan.scenarios.map(({ path }) => path),
    require: () => requireRunnable(plan, dir, complete),
  };
}

describe('planScenarios', () => {
  test('carries what metadata sets, and nothing that it does not', async () => {
    const { plan } = await planOf({ patterns: ['smoke'] });
    expect(plan.scenarios).toEqual([
      {
        path: 'smoke/a.sh',
        resultName: 'smoke__a',
        digest: expect.any(String) as string,
        tags: ['smoke'],
        timeoutMs: 300_000,
        retries: 1,
      },
    ]);
    const { plan: other } = await planOf({ patterns: ['b'] });
    expect(other.scenarios).toMatchObject([{ component: 'airflow' }]);
  });

  test('gives a file the same result name whatever else is selected', async () => {
    const all = await planOf({ grepInvert: 'bad' });
    const one = await planOf({ patterns: ['load/a.sh'] });
    const names = new Map(all.plan.scenarios.map(({ path, resultName }) => [path, resultName]));
    expect(one.plan.scenarios.map(({ resultName }) => resultName)).toEqual([names.get('load/a.sh')]);
  });

  test('puts the longest estimate first', async () => {
    expect((await planOf({ grepInvert: 'bad' })).paths).toEqual(['load/a.sh', 'b.sh', 'smoke/a.sh']);
  });

  test('what earlier runs took is believed before the metadata', async () => {
    const dir = await temporaryDirectory(FILES);
    const entry = { runName: 'r', finishedAtMs: 1, status: 'passed', flaky: false } as const;
    const history = new Map([
      ['load/a.sh', [{ ...entry, durationMs: 10 }]],
      ['smoke/a.sh', [{ ...entry, durationMs: 20 }]],
    ]);
    const selection = selectionSchema.parse({ grepInvert: 'bad' });
    const of = async (order: 'longest' | 'name') =>
      (await planScenarios(dir, selection, { order, history })).scenarios.map(({ path, estimatedMs }) => [
        path,
        estimatedMs,
      ]);
    expect(await of('longest')).toEqual([
      ['smoke/a.sh', 20],
      ['load/a.sh', 10],
      ['b.sh', undefined],
    ]);
    expect((await of('name')).map(([path]) => path)).toEqual(['b.sh', 'load/a.sh', 'smoke/a.sh']);
  });

  test('a shard is a part of what is selected, not of what is there', async () => {
    const parts = await Promise.all(
      [1, 2].map((index) => planOf({ grepInvert: 'bad', shard: { index, count: 2 } }).then(({ paths }) => paths)),
    );
    expect(parts).toEqual([['b.sh', 'smoke/a.sh'], ['load/a.sh']]);
  });

  test('exact paths that are not there any more are left out and told', async () => {
    const { plan, paths } = await planOf({ paths: ['tool', 'b.sh', 'gone.sh', '../b.sh'] });
    expect(paths).toEqual(['b.sh', 'tool']);
    expect(plan.missingPaths).toEqual(['gone.sh', '../b.sh']);
  });

  test('selects by name, tag, label and path of a file that a shell completed', async () => {
    expect((await planOf({ patterns: ['tool'] })).paths).toEqual(['tool']);
    expect((await planOf({ patterns: ['smoke', 'load'], tags: ['smoke'] })).paths).toEqual(['smoke/a.sh']);
    expect((await planOf({ grepInvert: 'bad', labels: { component: 'airflow' } })).paths).toEqual(['b.sh']);
    const dir = await temporaryDirectory(FILES);
    const plan = await planScenarios(dir, selectionSchema.parse({ patterns: [join(dir, 'b.sh')] }));
    expect(plan.scenarios.map(({ path }) => path)).toEqual(['b.sh']);
  });

  test('a script with bad metadata counts when its path is selected, because its tags cannot be known', async () => {
    expect((await planOf({ tags: ['smoke'] })).plan.problems).toEqual([
      expect.stringMatching(/^bad\.sh:2:12: timeout: /),
    ]);
    expect((await planOf({ patterns: ['smoke'] })).plan.problems).toEqual([]);
  });
});

describe('order and groups', () => {
  const files = {
    'setup.sh': meta('name: prepare'),
    'a.sh': meta('locks: [ gpu , disk, gpu]', 'version: 4.1', 'features: [x, y]'),
    'b.sh': meta('depends_on: [prepare, a]', 'exclusive: true', 'version: 4.1'),
    'c.sh': meta('version: 4.2', `stage: ${'long'.repeat(30)}`),
  };

  async function ordered(selection: Parameters<typeof selectionSchema.parse>[0], lockBy?: string, given = files) {
    const dir = await temporaryDirectory(given);
    return await planScenarios(dir, selectionSchema.parse(selection), { order: 'name', lockBy });
  }

  test('locks, exclusive and dependencies are in the plan, by path', async () => {
    const { scenarios, notices } = await ordered({});
    expect(scenarios.map(({ path, locks, exclusive, dependsOn }) => [path, locks, exclusive, dependsOn])).toEqual([
      ['a.sh', ['disk', 'gpu'], undefined, undefined],
      ['b.sh', undefined, true, ['setup.sh', 'a.sh']],
      ['c.sh', undefined, undefined, undefined],
      ['setup.sh', undefined, undefined, undefined],
    ]);
    expect(notices).toEqual([]);
  });

  test('what is not selected is not waited for, and said', async () => {
    const { scenarios, notices } = await ordered({ patterns: ['a', 'b'] });
    expect(scenarios[1]?.dependsOn).toEqual(['a.sh']);
    expect(notices).toEqual(['setup.sh is not part of this run: b.sh starts without waiting for it']);
    const shard = await ordered({ shard: { index: 2, count: 4 } });
    expect(shard.notices).toHaveLength(2);
  });

  test('a lock can be made of any key, of each value of a list, and of those that have it', async () => {
    const locksBy = async (key: string) => (await ordered({}, key)).scenarios.map(({ locks }) => locks);
    expect(await locksBy('version')).toEqual([
      ['disk', 'gpu', 'version=4.1'],
      ['version=4.1'],
      ['version=4.2'],
      undefined,
    ]);
    expect((await locksBy('features'))[0]).toEqual(['disk', 'features=x', 'features=y', 'gpu']);
    const [long = ''] = (await locksBy('stage'))[2] ?? [];
    expect([long.length, long.slice(0, 10)]).toEqual([63, 'stage=long']);
  });

  test('a key that no script has is refused with those that there are', async () => {
    await expect(ordered({}, 'versoin')).rejects.toMatchObject({
      type: 'Run.InvalidInput',
      message: expect.stringContaining(
        'there are depends_on, exclusive, features, locks, name, stage, version',
      ) as string,
      fix: 'did you mean --lock-by version?',
    });
  });

  test('unknown dependencies and circles end a run of those who have them, and no other', async () => {
    const bad = {
      'a.sh': meta('depends_on: [nothing-like-it]'),
      'b.sh': meta('depends_on: c'),
      'c.sh': meta('depends_on: [d.sh]'),
      'd.sh': meta('depends_on: [b]'),
      'e.sh': meta('depends_on: [tool, d]'),
      tool: '#!/bin/sh',
      'f.sh': '',
    };
    const required = async (...patterns: string[]) => {
      const selection = selectionSchema.parse({ patterns });
      return requireRunnable(await ordered({ patterns }, undefined, bad as unknown as typeof files), 'dir', selection);
    };
    await expect(required('a')).rejects.toMatchObject({
      type: 'Plan.UnknownDependency',
      message: expect.stringContaining('a.sh:2:15: depends_on: there is no scenario "nothing-like-it"') as string,
    });
    await expect(required('b', 'c', 'd', 'f')).rejects.toMatchObject({
      type: 'Plan.DependencyCycle',
      message: expect.stringContaining('b.sh → c.sh → d.sh → b.sh') as string,
    });
    // What is not selected does not count, nor need it end in .sh.
    await required('b', 'e', 'f');
  });
});

describe('requireRunnable', () => {
  test('bad metadata is named with file, line and what was expected', async () => {
    const { require } = await planOf({});
    expect(require).toThrow(expect.objectContaining({ type: 'Plan.InvalidMetadata' }));
    expect(require).toThrow(/bad\.sh:2:12: timeout: expected a duration/);
  });

  test('nothing matched names the directory, how many there were, and the selection', async () => {
    const { require, dir } = await planOf({ patterns: ['nope'], tags: ['x'] });
    expect(require).toThrow(expect.objectContaining({ type: 'Run.NothingMatched' }));
    expect(require).toThrow(`Nothing to run: ${dir} holds 4 scenarios, none of which matches \`nope\`, tag x.`);
  });

  test('a pattern that matches nothing is not swallowed by another one that does', async () => {
    const { require, dir } = await planOf({ patterns: ['b', 'nope'] });
    expect(require).toThrow(expect.objectContaining({ type: 'Run.NothingMatched' }));
    expect(require).toThrow(`Nothing matches \`nope\`: ${dir} holds 4 scenarios.`);
  });

  test('a shard without any is told apart from a selection without any', async () => {
    const { require } = await planOf({ patterns: ['b'], shard: { index: 2, count: 2 } });
    expect(require).toThrow(
      expect.objectContaining({
        type: 'Run.NothingMatched',
        message: 'Nothing to run: shard 2/2 of the 1 selected is empty.',
        fix: expect.stringContaining('--pass-with-no-scenarios') as string,
      }),
    );
  });

  test('an empty directory is said to be empty', async () => {
    const { require } = await planOf({ patterns: ['a'] }, { 'readme.md': '' });
    expect(require).toThrow(/holds no \*\.sh files\.$/);
  });

  test('more than one run takes can be listed, but not started', async () => {
    const { require, plan } = await planOf(
      {},
      Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`${n}.sh`, ''])),
    );
    expect(require).not.toThrow();
    const [scenario] = plan.scenarios;
    const many = { scenarios: Array.from({ length: 10_001 }, () => scenario as PlannedScenario) };
    expect(() => requireOneRun(plan)).not.toThrow();
    expect(() => requireOneRun(many)).toThrow(expect.objectContaining({ type: 'Run.TooManyScenarios' }));
  });
});
