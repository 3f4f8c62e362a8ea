import { randomUUID } from 'node:crypto';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planRun } from '../../../src/activities/planning/plan-run.ts';
import type { Right } from '../../../src/shared/rights.ts';
import type { TemporalServer } from '../../../src/activities/temporal-server.ts';
import { KubernetesError } from '../../../src/kubernetes/index.ts';
import { resultsLayout } from '../../../src/results/index.ts';
import { environmentFileNameOf } from '../../../src/shared/environment-file-name.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';
import { fakeActivity } from '../../support/cluster.ts';
import { fakeNamespaces, kubernetesError, recordOf } from '../../support/fake-namespaces.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const CLUSTER = { uid: 'u', server: 'https://127.0.0.1:6443', context: 'c' };

const ENVIRONMENT_FILE = environmentFileNameOf({ runName: 'demo', isLocal: true }, randomUUID());

function temporal(given: Partial<TemporalServer> = {}): TemporalServer {
  return {
    currentWorkflow: () => ({ workflowId: 'muster-demo', runId: 'run-1' }),
    namespaceId: () => Promise.resolve('temporal-1'),
    registerSearchAttributes: () => Promise.resolve(['MusterRun']),
    isOwnerOpen: () => Promise.resolve('open'),
    ...given,
  };
}

const nothingMissing = (): Promise<readonly Right[]> => Promise.resolve([]);

async function rootWith(files: Record<string, string>) {
  const rootDir = await temporaryDirectory(files);
  const deps = {
    activity: fakeActivity,
    kubernetes: {
      identity: () => Promise.resolve(CLUSTER),
      missingRights: nothingMissing,
      checkManifests: () => Promise.resolve(),
      listNamespaces: () => Promise.resolve([]),
      deleteNamespace: () => Promise.reject(new Error('there is nothing to delete')),
      deletePods: () => Promise.reject(new Error('there is nothing to delete')),
    },
    temporalServer: temporal(),
    rootDir,
  };
  return { rootDir, deps, plan: planRun(deps) };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

describe('planRun', () => {
  test('an empty input is completed; relative paths resolve against the root', async () => {
    const { rootDir, plan } = await rootWith({ 'scenarios/a.sh': '' });
    expect(await plan({})).toEqual({
      settings: {
        scenariosDir: join(rootDir, 'scenarios'),
        resultsDir: join(rootDir, 'test-results'),
        workingDir: rootDir,
        maxParallel: 4,
        timeoutMs: 3_600_000,
        retries: 0,
        infrastructureRetries: 3,
        skipExitCodes: [77],
        namespacePrefix: 'muster',
        access: 'cluster',
        keep: 'never',
        keepForMs: 7_200_000,
        failOnFlaky: false,
        diagnostics: true,
        junitProfile: 'standard',
        secretEnv: [],
        passEnv: [],
        stuckAfterMs: 300_000,
      },
      cluster: CLUSTER,
      temporalNamespaceId: 'temporal-1',
      searchAttributes: ['MusterRun'],
      scenarios: [{ path: 'a.sh', resultName: 'a', digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
    });
  });

  test('the order comes from earlier runs into the results directory, unless it is by name', async () => {
    const line = { v: 1, scenario: 'b.sh', run: 'r', runId: 'i', finishedAtMs: 1, status: 'passed', flaky: false };
    const { plan } = await rootWith({
      'scenarios/a.sh': '',
      'scenarios/b.sh': '',
      'test-results/.muster/history.jsonl': `${JSON.stringify({ ...line, durationMs: 5 })}\n`,
    });
    expect((await plan({})).scenarios).toMatchObject([{ path: 'b.sh', estimatedMs: 5 }, { path: 'a.sh' }]);
    const { scenarios, settings } = await plan({ order: 'name' });
    expect(scenarios.map(({ path }) => path)).toEqual(['a.sh', 'b.sh']);
    expect(settings).not.toHaveProperty('order');
  });

  test('takes the results directory for this run, and may do so again', async () => {
    const { rootDir, deps, plan } = await rootWith({ 'scenarios/a.sh': '' });
    await plan({});
    await plan({});
    const other = temporal({ currentWorkflow: () => ({ workflowId: 'muster-other', runId: 'run-2' }) });
    await expect(planRun({ ...deps, temporalServer: other })({})).rejects.toMatchObject({
      type: 'Results.InUse',
      nonRetryable: true,
    });
    expect(await exists(resultsLayout(join(rootDir, 'test-results')).lock)).toBe(true);
  });

  test.each([
    [
      'a field that is unknown or out of range',
      { maxParallel: 0, nope: 1 },
      'Run.InvalidInput',
      /maxParallel: .*\n.*nope/,
    ],
    ['an expression that is none', { selection: { grep: '(' } }, 'Run.InvalidInput', /grep/],
    ['a selection that matches nothing', { selection: { patterns: ['x'] } }, 'Run.NothingMatched', /2 scenarios/],
    ['a directory that is missing', { scenariosDir: 'gone' }, 'Plan.NoDirectory', /gone does not exist/],
    ['metadata that is malformed', { selection: { patterns: ['bad'] } }, 'Plan.InvalidMetadata', /bad\.sh:2:12/],
    [
      'a file to be applied that is missing',
      { selection: { patterns: ['a'] }, namespaceSetup: { applyFiles: ['gone.yaml'] } },
      'Namespace.InvalidManifest',
      /gone\.yaml: expected a file that can be read, found nothing/,
    ],
    [
      'a file to be applied that is no manifest',
      { selection: { patterns: ['a'] }, namespaceSetup: { applyFiles: ['file'] } },
      'Namespace.InvalidManifest',
      /file: expected at least one object/,
    ],
    [
      'results that cannot be written',
      { selection: { patterns: ['a'] }, resultsDir: 'file/x' },
      'Results.Unwritable',
      /file\/x/,
    ],
  ])('%s ends the run at once, and nothing is left behind', async (_what, input, type, message) => {
    const files = {
      'scenarios/a.sh': '',
      'scenarios/bad.sh': '# @meta\n# timeout: 10\n# @endmeta\n',
      file: '',
      [ENVIRONMENT_FILE]: '{}',
    };
    const { rootDir, plan } = await rootWith(files);
    await chmod(join(rootDir, ENVIRONMENT_FILE), 0o600);
    const planned = plan({ environmentFile: ENVIRONMENT_FILE, ...input });
    await expect(planned).rejects.toMatchObject({
      type,
      nonRetryable: true,
      message: expect.stringMatching(message) as string,
    });
    expect(await exists(join(rootDir, 'test-results'))).toBe(false);
    expect(await exists(join(rootDir, ENVIRONMENT_FILE))).toBe(false);
  });

  test('a cluster that is away is worth another try: directory and environment stay', async () => {
    const { rootDir, deps } = await rootWith({ 'scenarios/a.sh': '' });
    await writeFile(join(rootDir, ENVIRONMENT_FILE), '{}', { mode: 0o600 });
    const away = new KubernetesError({
      type: FailureType.ClusterUnavailable,
      message: 'away',
      retryable: true,
      outcome: 'unknown',
    });
    const plan = planRun({ ...deps, kubernetes: { ...deps.kubernetes, identity: () => Promise.reject(away) } });
    await expect(plan({ environmentFile: ENVIRONMENT_FILE })).rejects.toMatchObject({
      type: 'Cluster.Unavailable',
      nonRetryable: false,
    });
    expect(await exists(join(rootDir, ENVIRONMENT_FILE))).toBe(true);
    expect(await exists(join(rootDir, 'test-results'))).toBe(false);
  });

  test('what has expired on the cluster is swept before the run begins; a cluster that refuses that costs nothing', async () => {
    const { deps } = await rootWith({ 'scenarios/a.sh': '' });
    const cluster = fakeNamespaces([recordOf('expired', { expiresAtMs: 0 }), recordOf('live')]);
    const kubernetes = { ...deps.kubernetes, ...cluster.kubernetes };
    await expect(planRun({ ...deps, kubernetes })({})).resolves.toBeDefined();
    expect(cluster.asked).toEqual(['expired']);
    cluster.refuse = () => kubernetesError(FailureType.ClusterForbidden, 403);
    await expect(planRun({ ...deps, kubernetes })({})).resolves.toBeDefined();
    expect(cluster.asked).toEqual(['expired', 'expired']);
  });

  test('rights that are missing are named before anything is made', async () => {
    const { rootDir, deps } = await rootWith({ 'scenarios/a.sh': '', 'scenarios/b.sh': '' });
    const missing: readonly Right[] = [
      { verb: 'delete', group: '', resource: 'namespaces' },
      { verb: 'bind', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'admin' },
    ];
    const plan = planRun({
      ...deps,
      kubernetes: { ...deps.kubernetes, missingRights: () => Promise.resolve(missing) },
    });
    await expect(plan({})).rejects.toMatchObject({
      type: 'Cluster.MissingRights',
      nonRetryable: true,
      message: 'these credentials may not: delete namespaces, bind clusterroles.rbac.authorization.k8s.io "admin"',
    });
    expect(await exists(join(rootDir, 'test-results'))).toBe(false);
    await expect(plan({ preflight: false })).resolves.toBeDefined();
  });
});
