import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kubectlFor, kubectlToShow } from '../../../src/client/keeping/kubectl-command.ts';
import type { RunCluster } from '../../../src/client/start/run-memo.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-kubectl-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function kubeconfig(name: string, currentContext: string): string {
  const path = join(dir, name);
  const context = (of: string) => ({ name: of, context: { cluster: 'c' } });
  const clusters = [{ name: 'c', cluster: { server: `https://${name}:6443` } }];
  const config = { clusters, contexts: [context('dev'), context('prod')], 'current-context': currentContext };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

const typed = (cluster: RunCluster | undefined, env = {}) =>
  kubectlFor(fakeInvocation(dir, { HOME: dir, XDG_STATE_HOME: dir, ...env }), cluster);

const cluster = (kubeconfigPath: string, context: string): RunCluster => ({
  kind: 'kubeconfig',
  kubeconfigPath,
  context,
  server: 'https://x',
});

it('needs nothing where the shell has the cluster already', async () => {
  const path = kubeconfig('one', 'dev');
  expect(await typed(cluster(path, 'dev'), { KUBECONFIG: path })).toBe('kubectl');
});

it('names the context where only that differs', async () => {
  const path = kubeconfig('one', 'prod');
  expect(await typed(cluster(path, 'dev'), { KUBECONFIG: path })).toBe('kubectl --context dev');
});

it('names the file, too, where the shell has another or none', async () => {
  const path = kubeconfig('one', 'dev');
  const wanted = `kubectl --kubeconfig ${path} --context dev`;
  expect(await typed(cluster(path, 'dev'), { KUBECONFIG: kubeconfig('two', 'dev') })).toBe(wanted);
  expect(await typed(cluster(path, 'dev'))).toBe(wanted);
});

it('several files fit only into the variable', async () => {
  const paths = `${kubeconfig('one', 'dev')}:${kubeconfig('two', 'dev')}`;
  expect(await typed(cluster(paths, 'dev'))).toBe(`KUBECONFIG=${paths} kubectl --context dev`);
});

it('the embedded cluster has its file in the state directory', async () => {
  expect(await typed({ kind: 'embedded' })).toBe(
    `kubectl --kubeconfig ${join(dir, 'muster', 'kubernetes', 'admin.kubeconfig')}`,
  );
});

it('of the cluster of other people nothing is claimed', async () => {
  expect(await typed({ kind: 'worker' })).toBe('kubectl');
  expect(await typed(undefined)).toBe('kubectl');
});

it('is only looked for where something is shown that is looked at with it', async () => {
  const there = cluster(kubeconfig('one', 'prod'), 'dev');
  const invocation = fakeInvocation(dir, { HOME: dir, XDG_STATE_HOME: dir });
  expect(await kubectlToShow(invocation, there, undefined, [])).toBe('kubectl');
  expect(await kubectlToShow(invocation, there, [], ['stuck'])).toBe(await kubectlFor(invocation, there));
});
