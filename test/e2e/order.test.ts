import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunReport } from '../../src/shared/run-report.ts';
import { Installation } from '../support/installation.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

/** Leaves when it began and ended in its log, in nanoseconds. */
const stamped = (metadata: string) =>
  `# @meta\n# ${metadata}\n# @endmeta\ndate +began=%s%N; sleep 0.5; date +ended=%s%N\n`;

test('scripts that share a lock never overlap, an exclusive one is alone, and what needs a failed one is skipped', async () => {
  const locked = ['locked-1.sh', 'locked-2.sh', 'nested/locked-3.sh'];
  const dir = muster.scenarios({
    ...Object.fromEntries(locked.map((path) => [path, stamped('locks: [license]')])),
    'alone.sh': stamped('exclusive: true'),
    'first.sh': stamped('name: prepare'),
    'second.sh': stamped('depends_on: [prepare]'),
    'fails.sh': 'exit 3',
    'needs-failed.sh': stamped('depends_on: [fails]'),
    'needs-skipped.sh': stamped('depends_on: [needs-failed]'),
  });
  const results = muster.freshPath('results');
  const run = await muster.start(['run', dir, '--embedded', '-j', '6', '-r', results, '--name', 'in-order']);

  expect(run.exitCode, run.stderr).toBe(1);
  expect(run.stderr).toContain('namespaces left: 0');
  const { scenarios } = muster.readJson<RunReport>(results, '.muster', 'run.json');
  const ends = new Map(scenarios.map(({ path, outcome }) => [path, [outcome.status, outcome.reason, outcome.message]]));
  expect(ends.get('needs-failed.sh')).toEqual([
    'skipped',
    'Scenario.DependencyNotPassed',
    'not started: it depends on fails.sh, which failed',
  ]);
  expect(ends.get('needs-skipped.sh')?.[2]).toBe('not started: it depends on needs-failed.sh, which was skipped');

  const stampsOf = (path: string) => {
    const log = readFileSync(join(results, path.replace(/.*\//, '').replace('.sh', '.log')), 'utf8');
    const at = (word: string) => BigInt(new RegExp(`${word}=(\\d+)`).exec(log)?.[1] ?? '0');
    return { began: at('began'), ended: at('ended') };
  };
  const [one, two, three] = locked.map(stampsOf).toSorted((a, b) => (a.began < b.began ? -1 : 1));
  expect(one !== undefined && two !== undefined && one.began > 0n && one.ended < two.began).toBe(true);
  expect(two !== undefined && three !== undefined && two.ended < three.began).toBe(true);
  const alone = stampsOf('alone.sh');
  for (const path of [...locked, 'first.sh', 'second.sh']) {
    expect(stampsOf(path).ended < alone.began, path).toBe(true);
  }
  expect(stampsOf('first.sh').ended < stampsOf('second.sh').began).toBe(true);
});
