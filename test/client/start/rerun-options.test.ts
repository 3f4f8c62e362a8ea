import { expect, test } from 'vitest';
import { rerunOptions } from '../../../src/client/start/rerun-options.ts';
import { runInputOf } from '../../../src/client/start/run-input.ts';
import { completeRunInput, type RunInput } from '../../../src/shared/run-input.ts';

const here = { detach: false, attached: false, envFiles: [] };
const run = {
  taskQueue: 'team',
  memo: { cluster: { kind: 'embedded' }, scenariosDir: '/suite', resultsDir: '/results' },
} as const;

function inputOf(given: RunInput) {
  const completed = completeRunInput(given);
  if ('problems' in completed) throw new Error(completed.problems.join('; '));
  return completed.input;
}

const given: RunInput = {
  scenariosDir: '/suite',
  resultsDir: '/results',
  selection: { patterns: ['net'], tags: ['slow'], shard: { index: 2, count: 3 } },
  maxParallel: 9,
  order: 'name',
  // What no flag of the command line says.
  skipExitCodes: [3],
  infrastructureRetries: 0,
  drainingMax: 7,
  workingDir: '/work',
};

test('a repetition is started with the same input, also where no flag says so', () => {
  const again = runInputOf(rerunOptions(run, inputOf(given), here), { workingDir: '/work' });
  expect(inputOf(again)).toEqual(inputOf(given));
});

test('what belonged to the earlier run alone is left behind', () => {
  const owned = { ...given, environmentFile: '/state/env', webUiUrl: 'https://temporal/run', leaseMs: 300_000 };
  expect(runInputOf(rerunOptions(run, inputOf(owned), here), {})).not.toMatchObject({
    environmentFile: expect.anything() as unknown,
  });
  const { tuning } = rerunOptions(run, inputOf(owned), here);
  expect(Object.keys(tuning)).not.toContain('leaseMs');
  expect(Object.keys(tuning)).not.toContain('webUiUrl');
});

test('of what failed nothing else selects: neither tags that may have changed nor a part of a part', () => {
  const { selection } = rerunOptions(run, inputOf(given), { ...here, paths: ['a.sh'] });
  expect(selection).toEqual({ patterns: [], tags: [], labels: {}, paths: ['a.sh'] });
});

test('the cluster is that of the run; one that nobody noted is that of the workers of its queue', () => {
  const clusterOf = (memo?: Parameters<typeof rerunOptions>[0]['memo']) =>
    rerunOptions({ taskQueue: 'team', ...(memo === undefined ? {} : { memo }) }, inputOf(given), here).cluster;
  expect(clusterOf(run.memo)).toEqual({ kind: 'embedded' });
  expect(clusterOf({ ...run.memo, cluster: { kind: 'worker' } })).toEqual({ kind: 'worker', taskQueue: 'team' });
  expect(clusterOf()).toEqual({ kind: 'worker', taskQueue: 'team' });
  const kubeconfig = { kind: 'kubeconfig', kubeconfigPath: '/k:/l', context: 'dev', server: 'https://a' } as const;
  expect(clusterOf({ ...run.memo, cluster: kubeconfig })).toEqual({ kind: 'kubeconfig', context: 'dev' });
});
