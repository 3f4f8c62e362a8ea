import { describe, expect, it, test } from 'vitest';
import type { Config, SettingKey } from '../../../src/client/config/config-schema.ts';
import { settingKeys } from '../../../src/client/config/config-schema.ts';
import { configCommand } from '../../../src/client/commands/config.ts';
import { runCommand } from '../../../src/client/commands/run.ts';
import { scheduleCreateCommand } from '../../../src/client/commands/schedule-create.ts';
import { explainSettings } from '../../../src/client/config/explain-settings.ts';
import type { Invocation } from '../../../src/client/invocation.ts';
import { resolveRunOptions, type RunFlags } from '../../../src/client/options/options.ts';
import { attributeOf, settingTable } from '../../../src/client/options/setting-table.ts';
import { configuredTemporal } from '../../../src/client/temporal/temporal-target.ts';

const noPaths = { isDirectory: (path: string) => path.endsWith('/given'), exists: () => false };
const cwd = '/repo/sub';

function configOf(values: Config) {
  return { path: '/repo/muster.config.yaml', name: '/repo/muster.config.yaml', dir: '/repo', values };
}

function resolved(values: Config, flags: RunFlags = {}, env: Record<string, string> = {}, positionals: string[] = []) {
  return resolveRunOptions(positionals, flags, { HOME: '/home/jo', ...env }, cwd, noPaths, configOf(values));
}

describe('a flag wins over a variable, a variable over the file, the file over the default', () => {
  test.each([
    [resolved({ maxParallel: 8 }, { maxParallel: '9' }, { MAX_PARALLEL: '7' }).tuning.maxParallel, 9],
    [resolved({ maxParallel: 8 }, {}, { MAX_PARALLEL: '7' }).tuning.maxParallel, 7],
    [resolved({ maxParallel: 8 }, {}, { MAX_PARALLEL: '' }).tuning.maxParallel, 8],
    [resolved({}).tuning.maxParallel, 4],
    [resolved({ scenariosDir: 'suite' }, {}, {}, ['given']).scenariosDir, '/repo/sub/given'],
    [resolved({ scenariosDir: 'suite' }, {}, { SCENARIOS_DIR: 'env' }).scenariosDir, '/repo/sub/env'],
    [resolved({ scenariosDir: 'suite' }).scenariosDir, '/repo/suite'],
    [resolved({ timeout: '90s' }).tuning.timeoutMs, 90_000],
    [resolved({ timeout: '90s' }, { timeout: '2m' }).tuning.timeoutMs, 120_000],
    [resolved({ access: 'namespace' }).tuning.access, 'namespace'],
    [resolved({ access: 'namespace' }, { access: 'cluster' }).tuning.access, 'cluster'],
    [resolved({ preflight: false }).tuning.preflight, false],
    [resolved({}, { preflight: true }).tuning.preflight, true],
    [resolved({ preflight: false }, { preflight: true }).tuning.preflight, false],
    [resolved({ preflight: true }, { preflight: false }).tuning.preflight, false],
    [resolved({ keepFor: '1h' }).tuning.keep, 'on-failure'],
    [resolved({ tags: ['a', 'b'] }).selection.tags, ['a', 'b']],
    [resolved({ tags: ['a', 'b'] }, { tag: ['c'] }).selection.tags, ['c']],
    [resolved({ labels: { component: 'x' } }).selection.labels, { component: 'x' }],
    [resolved({ quota: { pods: 10 } }).tuning.namespaceSetup.quota, { pods: '10' }],
    [resolved({ quota: { pods: 10 } }, { quota: ['pods=3'] }).tuning.namespaceSetup.quota, { pods: '3' }],
    // A flag must not bring a value back into the logs.
    [resolved({ secretEnv: ['A'] }, { secretEnv: ['B'] }).tuning.secretEnv, ['A', 'B']],
  ])('%#: %j', (found, expected) => {
    expect(found).toEqual(expected);
  });
});

it('paths of the file begin where it lies, and know the home directory', () => {
  const options = resolved({ resultsDir: 'out', apply: ['a.yaml', '/b.yaml'], kubeconfig: '~/.kube/dev' });
  expect(options.resultsDir).toBe('/repo/out');
  expect(options.tuning.namespaceSetup.applyFiles).toEqual(['/repo/a.yaml', '/b.yaml']);
  expect(options.cluster).toEqual({ kind: 'kubeconfig', kubeconfigPath: '/home/jo/.kube/dev' });
  expect(resolved({ taskQueue: 'team', scenariosDir: 'suite' }).scenariosDir).toBe('suite');
});

it('a cluster that a flag names takes the place of the file’s, of whatever kind', () => {
  expect(resolved({ context: 'dev' }, { embedded: true }).cluster).toEqual({ kind: 'embedded' });
  expect(resolved({ embedded: true }, { context: 'dev' }).cluster).toEqual({ kind: 'kubeconfig', context: 'dev' });
  expect(resolved({ embedded: true }, { taskQueue: 'team' }).cluster).toMatchObject({ kind: 'worker' });
  expect(resolved({ kubeconfig: 'k', context: 'dev' }, { context: 'prod' }).cluster).toEqual({
    kind: 'kubeconfig',
    kubeconfigPath: '/repo/k',
    context: 'prod',
  });
});

it('KUBECONFIG says where contexts are, and takes the place of the file’s; it names no cluster', () => {
  expect(resolved({ kubeconfig: 'k' }, {}, { KUBECONFIG: '/e' }).cluster).toEqual({ kind: 'kubeconfig' });
  expect(resolved({ embedded: true }, {}, { KUBECONFIG: '/e' }).cluster).toEqual({ kind: 'embedded' });
});

it('what cannot be used is refused by the name of the file and the key', () => {
  expect(() => resolved({ embedded: true, context: 'dev' })).toThrow(
    '/repo/muster.config.yaml: embedded and /repo/muster.config.yaml: context name two different clusters',
  );
  expect(() => resolved({ timeout: 'x' })).toThrow('/repo/muster.config.yaml: timeout: "x" is not a duration');
  expect(() => resolved({ grep: '(' })).toThrow('/repo/muster.config.yaml: grep: "(" is not a regular expression');
});

it('the Temporal of the file comes after the environment', () => {
  const config = configOf({ temporalAddress: 'file:7233', temporalNamespace: 'of-file' });
  const noToml = { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml' };
  expect(configuredTemporal({}, noToml, config)).toMatchObject({ address: 'file:7233', temporalNamespace: 'of-file' });
  const env = { ...noToml, TEMPORAL_ADDRESS: 'env:7233' };
  expect(configuredTemporal({}, env, config)?.address).toBe('env:7233');
  expect(configuredTemporal({ temporalAddress: 'flag:7233' }, env, config)?.address).toBe('flag:7233');
});

// Help needs no more of an invocation than its streams.
const invocation = { stdout: {}, stderr: {} } as Invocation;
const [explain] = configCommand(invocation).commands;

it('every flag of muster run is a setting, or is said not to be one', () => {
  const ofOneRun = [
    'name',
    'list',
    'dryRun',
    'detach',
    'output',
    'stopAfter',
    'config',
    'shard',
    'x',
    'lastFailed',
    'failedFrom',
    'passWithNoScenarios',
    'open',
  ];
  const attributes = new Set(runCommand(invocation).options.map((option) => option.attributeName()));
  const known = new Set([...settingKeys.map((key) => attributeOf(settingTable[key])), ...ofOneRun]);
  expect([...attributes].filter((attribute) => !known.has(attribute))).toEqual([]);
  expect(settingKeys.filter((key) => !attributes.has(attributeOf(settingTable[key])))).toEqual([]);
});

it('muster config explain and muster schedule create take the flags that runs have', () => {
  const flagsOf = (options: readonly { readonly long?: string | undefined }[]) =>
    new Set(options.map(({ long }) => long));
  const missing = (flags: ReadonlySet<string | undefined>, unfit: readonly string[] = []) =>
    settingKeys
      .map((key) => settingTable[key].flag)
      .filter((flag) => ![...unfit, '--env-file'].includes(flag) && !flags.has(flag));
  expect(missing(flagsOf(explain?.options ?? []))).toEqual([]);
  // Nobody follows a schedule's runs.
  const ofFollowers = ['--lease', '--on-interrupt'];
  expect(missing(flagsOf(scheduleCreateCommand(invocation).options), ofFollowers)).toEqual([]);
});

describe('every setting is explained with its value and where that comes from', () => {
  const explained = (values: Config, flags: object = {}, env: Record<string, string> = {}) => {
    const config = { ...configOf(values), lines: { timeout: 3 } };
    const rows = explainSettings({ flags, env, config }, cwd);
    return (key: SettingKey) => rows.find((row) => row.key === key);
  };

  it('one row each', () => {
    expect(explainSettings({ flags: {}, env: {} }, cwd).map(({ key }) => key)).toEqual(settingKeys);
  });

  test.each([
    ['timeout', { timeout: '90s' }, {}, {}, { value: '90s', from: 'config', by: '/repo/muster.config.yaml:3' }],
    ['timeout', { timeout: '90s' }, { timeout: '1m' }, {}, { value: '1m', from: 'flag', by: '--timeout' }],
    ['maxParallel', {}, {}, { MAX_PARALLEL: '9' }, { value: '9', from: 'environment', by: 'MAX_PARALLEL' }],
    ['maxParallel', {}, {}, {}, { value: '4', from: 'default', by: 'default' }],
    ['resultsDir', { resultsDir: 'out' }, {}, {}, { value: '/repo/out', from: 'config' }],
    ['resultsDir', { resultsDir: 'out', taskQueue: 'team' }, {}, {}, { value: 'out' }],
    ['quota', { quota: { pods: 3, cpu: '1' } }, {}, {}, { value: 'pods=3,cpu=1' }],
    ['tags', { tags: ['a', 'b'] }, {}, {}, { value: 'a,b' }],
    ['keep', { keepFor: '1h' }, {}, {}, { value: 'on-failure', from: 'default' }],
    ['context', { context: 'dev' }, { embedded: true }, {}, { from: 'default' }],
    ['preflight', {}, { preflight: true }, {}, { value: 'true', from: 'default' }],
    ['preflight', {}, { preflight: false }, {}, { value: 'false', from: 'flag', by: '--no-preflight' }],
  ] as const)('%s %j %j %j', (key, values, flags, env, expected) => {
    expect(explained(values as Config, flags, env)(key)).toMatchObject(expected);
  });
});
