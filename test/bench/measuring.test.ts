import { describe, expect, test } from 'vitest';
import { countCalls } from '../../bench/measure/audit.ts';
import { rowOf, treeOf } from '../../bench/measure/processes.ts';
import { processesByRole } from '../../bench/measure/roles.ts';
import { spansOf } from '../../bench/measure/stamps.ts';
import { parseOptions } from '../../bench/options.ts';
import { presets, stepsOf } from '../../bench/plan.ts';
import { truthOf } from '../../bench/truth.ts';
import { scenariosOf } from '../../bench/workloads/workload.ts';

describe('the order of measurements', () => {
  test('every round of a cell begins with another contender, and none is left out', () => {
    const steps = stepsOf([
      {
        workloads: ['no-op'],
        counts: [24],
        parallels: [8],
        contenders: ['muster', 'kuttl', 'bare'],
        repetitions: 3,
      },
    ]);
    const rounds = [1, 2, 3].map((round) => steps.filter(({ repetition }) => repetition === round));
    expect(rounds.map(([first]) => first?.contender)).toEqual(['muster', 'kuttl', 'bare']);
    for (const round of rounds) expect(new Set(round.map(({ contender }) => contender)).size).toBe(3);
  });

  test('the full preset covers what the issue asks for', () => {
    const steps = stepsOf(presets.full).filter(({ audited }) => !audited);
    const seen = new Set(steps.map(({ cell }) => `${cell.workload} ${cell.count} ${cell.parallel}`));
    expect(seen.size).toBe(7 * 3 * 3);
  });

  test('what is typed wrong is refused with the words that would do', () => {
    expect(() => parseOptions(['--only', 'nothing'])).toThrow(/no-op, sleep/);
    expect(() => parseOptions(['--only', 'sleep', '--n', '0'])).toThrow(/whole number from 1/);
    expect(parseOptions(['--only', 'sleep', '--n', '4', '--n', '8', '-j', '2']).blocks[0]).toMatchObject({
      counts: [4, 8],
      parallels: [2],
    });
  });
});

describe('workloads', () => {
  test('fail and hang for the share that they say, at least once', () => {
    const failing = (count: number) => scenariosOf('failing', count).filter(({ expected }) => expected === 'failed');
    expect([4, 24, 144, 500].map((count) => failing(count).length)).toEqual([1, 2, 14, 50]);
    expect(scenariosOf('hanging', 144).filter(({ expected }) => expected === 'failed')).toHaveLength(7);
  });

  test('a failure that counts as passed is wrong, and one without a result is missing', () => {
    const scenarios = scenariosOf('failing', 4);
    const failed = scenarios.find(({ expected }) => expected === 'failed')?.name ?? '';
    const said = new Map([[failed, 'passed' as const]]);
    const truth = truthOf(scenarios, { said, exitCode: 0 });
    expect(truth).toMatchObject({ right: 0, wrong: 1, missing: 3, exitCodeRight: false });
    expect(truth?.examples).toContain(`${failed}: failed, said passed`);
  });
});

describe('stamps', () => {
  test('a script without an end was killed at its time limit', () => {
    expect(spansOf('start 10.5\nend 11.5\nstart 20\n', 5_000)).toEqual([
      { startMs: 10_500, endMs: 11_500 },
      { startMs: 20_000, endMs: 25_000 },
    ]);
  });
});

describe('the process table', () => {
  const stat = (parent: number) => `7 (a (b) c) S ${parent} 7 7 0 -1 0 0 0 0 0 100 50 20 10 20 0 1 0 5 1000 2560 0`;

  test('is read whatever a command is called', () => {
    const row = rowOf(7, '/bin/a', stat(1));
    expect(row).toMatchObject({ parent: 1, cpuSeconds: 1.5, childrenCpuSeconds: 0.3, residentMib: 10 });
  });

  test('each process counts for the one it works for', () => {
    const rows = [
      rowOf(1, 'node /x/dist/local/main.js', stat(0)),
      rowOf(2, '/x/kube-apiserver --v=1', stat(1)),
      rowOf(3, 'node /x/dist/worker/main.js', stat(1)),
      rowOf(7, 'node /x/dist/supervisor/launcher/main.js', stat(3)),
      rowOf(4, 'bash s-0001.sh', stat(3)),
      rowOf(5, 'kubectl-kuttl test', stat(0)),
      rowOf(6, 'sh -c x', stat(5)),
    ];
    const byRole = processesByRole(rows, { background: 1, runner: 5 });
    const pids = Object.fromEntries(Object.entries(byRole).map(([role, found]) => [role, found.map(({ pid }) => pid)]));
    expect(pids).toEqual({
      background: [1],
      controlPlane: [2],
      worker: [3, 7],
      scripts: [4],
      temporal: [],
      runner: [5, 6],
    });
    expect(treeOf(rows, 1).map(({ pid }) => pid)).toEqual([1, 2, 3, 7, 4]);
  });
});

describe('API calls', () => {
  test('are counted for who made them, and a line that is not whole is left out', () => {
    const line = (userAgent: string, verb = 'create') =>
      JSON.stringify({ verb, userAgent, objectRef: { resource: 'namespaces' }, requestURI: '/api/v1/namespaces' });
    const lines = [
      line('node-fetch/1.0'),
      line('kube-controller-manager/v1'),
      line('muster-bench-observer', 'watch'),
      line('kubectl/v1', 'delete'),
    ];
    expect(countCalls(`${lines.join('\n')}\n{"verb":`)).toEqual({
      contender: 2,
      controlPlane: 1,
      byVerb: { 'create namespaces': 1, 'delete namespaces': 1 },
    });
  });
});
