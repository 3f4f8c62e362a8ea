import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

interface Aggregated {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly scenarios: readonly { readonly scenario: string; readonly status: string; readonly reason?: string }[];
}

const times = (count: number, name: string, text: (index: number) => string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}-${index}.sh`, text(index)]));

const ownConfigMap = (index: number) => `set -eu
kubectl create configmap shared-name --from-literal=owner=${index}
test "$(kubectl get configmap shared-name -o jsonpath='{.data.owner}')" = ${index}
test "$(kubectl config view --minify -o jsonpath='{..namespace}')" = "$1"
`;

const withTimeout = (text: string) => `# @meta\n# timeout: 2s\n# @endmeta\n${text}`;

test('24 scenarios of every kind at once: each has its one true outcome, and no namespace is left', async () => {
  const dir = muster.scenarios({
    ...times(10, 'passes', ownConfigMap),
    ...times(4, 'fails', (index) => `echo about to fail; exit ${index + 1}`),
    ...times(3, 'skips', () => 'echo no GPU here; exit 77'),
    ...times(4, 'times-out', () => withTimeout('sleep 600')),
    'ignores-term.sh': withTimeout("trap '' TERM\nwhile true; do sleep 1; done"),
    'nested/passes-0.sh': 'sleep 300 & echo "a grandchild holds my output"; exit 0',
    'nested/deeper/binary.sh': "printf '\\000\\377\\033[31mred\\033[0m\\n'; exit 0",
  });
  const results = muster.freshPath('results');
  const [outputs, summary] = [muster.freshPath('outputs'), muster.freshPath('summary')];
  const run = await muster.start(['run', dir, '--embedded', '-j', '8', '-r', results, '--name', 'everything'], {
    env: { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary },
  });

  expect(run.stderr).toContain('namespaces left: 0');
  expect(run.exitCode, run.stderr).toBe(1);
  const aggregated = muster.readJson<Aggregated>(results, 'aggregated.json');
  expect(aggregated).toMatchObject({ total: 24, passed: 12, failed: 9, skipped: 3 });
  const timedOut = aggregated.scenarios.filter((scenario) => scenario.reason === 'timeout');
  expect(timedOut.map(({ scenario }) => scenario).toSorted()).toEqual([
    'ignores-term',
    ...Object.keys(times(4, 'times-out', String)).map((path) => path.replace('.sh', '')),
  ]);
  expect(muster.readJson(results, 'fails-2.json')).toMatchObject({ status: 'failed', exit_code: 3 });
  expect(muster.readJson(results, 'skips-1.json')).toMatchObject({ status: 'skipped', exit_code: 77 });
  expect(readFileSync(join(results, 'fails-0.log'), 'utf8')).toContain('about to fail');
  // Two files are called passes-0.sh: neither's results overwrite the other's.
  expect(existsSync(join(results, 'nested__passes-0.json'))).toBe(true);
  expect(readdirSync(results).filter((file) => file.endsWith('.log'))).toHaveLength(24);
  expect(await muster.namespaces()).toEqual([]);

  // What GitHub is told: nine annotations, the ends of the logs as groups, outputs, a summary.
  expect(run.stderr.match(/^::error title=/gm)).toHaveLength(9);
  expect(run.stderr.match(/^::stop-commands::/gm)).toHaveLength(run.stderr.match(/^::group::/gm)?.length ?? 0);
  expect(run.stderr).toContain('\nabout to fail\n');
  expect(readFileSync(outputs, 'utf8')).toMatch(/status<<(\S+)\nfailed\n\1\nfailed<<(\S+)\n9\n\2\n/);
  expect(readFileSync(summary, 'utf8')).toContain('| 24 | 12 | 9 | 0 | 3 | 0 | 0 |');

  // Every report is there, and is made of the record alone.
  const reports = ['aggregated.json', 'junit.xml', 'joblog.tsv', 'report.html'].map((name) => join(results, name));
  const before = reports.map((path) => readFileSync(path, 'utf8'));
  expect(before[1]).toContain('tests="24" failures="9" errors="0"');
  expect((await muster.muster('report', 'build', results)).exitCode).toBe(0);
  expect(reports.map((path) => readFileSync(path, 'utf8'))).toEqual(before);
});

test('at -j 4 four scripts meet and a fifth never runs beside them', async () => {
  const meeting = muster.freshPath('meeting');
  const dir = muster.scenarios(
    times(
      8,
      'meets',
      (index) => `set -eu
mkdir -p ${meeting}
touch ${meeting}/in-${index}
present=$(ls ${meeting} | grep -c '^in-')
test "$present" -le 4 || { echo "$present at once"; exit 1; }
# Each four wait for each other: the meeting fails by time-out unless four really run at once.
group=$((${index} / 4))
touch ${meeting}/was-$group-${index}
until test "$(ls ${meeting} | grep -c "^was-$group-")" -eq 4; do sleep 0.1; done
rm ${meeting}/in-${index}
`,
    ),
  );
  const results = muster.freshPath('results');
  const run = await muster.muster('run', dir, '--embedded', '-j', '4', '-r', results, '--timeout', '60s');
  expect(run.exitCode, run.stderr).toBe(0);
});

test('24 scenarios create a ConfigMap of one name with different data and each reads its own back', async () => {
  const results = muster.freshPath('results');
  const dir = muster.scenarios(times(24, 'own', ownConfigMap));
  const run = await muster.muster('run', dir, '--embedded', '-j', '12', '-r', results);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(muster.readJson<Aggregated>(results, 'aggregated.json').passed).toBe(24);
});

test('results of an earlier run move aside and are never mixed in', async () => {
  const results = muster.freshPath('results');
  const first = muster.scenarios({ 'old.sh': 'exit 0', 'both.sh': 'exit 0' });
  const second = muster.scenarios({ 'new.sh': 'exit 0', 'both.sh': 'exit 0' });
  expect((await muster.muster('run', first, '--embedded', '-r', results)).exitCode).toBe(0);
  expect((await muster.muster('run', second, '--embedded', '-r', results)).exitCode).toBe(0);
  expect(
    readdirSync(results)
      .filter((file) => file.endsWith('.json'))
      .toSorted(),
  ).toEqual(['aggregated.json', 'both.json', 'new.json']);
  expect(existsSync(join(results, '.muster', 'previous'))).toBe(true);
});

test('what failed runs again, with the settings of its run and the environment of this shell', async () => {
  const results = muster.freshPath('results');
  const dir = muster.scenarios({ 'a.sh': 'exit 0', 'b.sh': 'test -n "$MENDED" && test "$PWD" = "$HOME"' });
  expect((await muster.muster('run', dir, '--embedded', '-r', results, '--name', 'broken')).exitCode).toBe(1);
  const again = await muster.start(['rerun', 'broken', '--failed'], { env: { MENDED: '1' }, cwd: dir });
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.stderr).toContain('1 of 2 scenarios failed or errored in run broken');
  const report = muster.readJson<RunReport>(results, '.muster/run.json');
  expect(report.scenarios.map(({ path, history = [] }) => [path, history.map(({ status }) => status)])).toEqual([
    ['b.sh', ['failed', 'passed']],
  ]);
});

test('flags win over the environment and the environment over defaults', async () => {
  const dir = muster.scenarios({ 'a.sh': 'exit 0', 'b.sh': 'exit 1' });
  const [byEnv, byFlag] = [muster.freshPath('env'), muster.freshPath('flag')];
  const env = { SCENARIOS_DIR: dir, RESULTS_DIR: byEnv, MAX_PARALLEL: '2' };
  expect((await muster.start(['run', '--embedded', 'a.sh'], { env })).exitCode).toBe(0);
  expect(existsSync(join(byEnv, 'a.json'))).toBe(true);
  expect((await muster.start(['run', '--embedded', 'b.sh', '-r', byFlag], { env })).exitCode).toBe(1);
  expect(existsSync(join(byFlag, 'b.json'))).toBe(true);
});
