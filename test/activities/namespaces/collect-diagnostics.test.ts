import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectDiagnostics } from '../../../src/activities/namespaces/collect-diagnostics.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { readDiagnostics } from '../../../src/results/index.ts';
import { environmentFileNameOf } from '../../../src/shared/environment-file-name.ts';
import { fakeActivity } from '../../support/cluster.ts';
import { containerOf, diagnosticsOf, podOf } from '../../support/diagnostics.ts';
import { settingsOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const crashed = podOf('web-0', {
  ready: false,
  containers: [containerOf({ ready: false, reason: 'Error', exitCode: 1 })],
});
const SAID = 'password-of-env token-of-file named-by-user key-of-kubeconfig of-metadata';

function rig(dir: string, env: NodeJS.ProcessEnv = {}) {
  const warnings: string[] = [];
  let collectedCount = 0;
  const kubernetes: Pick<KubernetesClient, 'collectDiagnostics' | 'credentialSecrets'> = {
    credentialSecrets: () => ['key-of-kubeconfig'],
    collectDiagnostics: (namespace, { redact }) => {
      collectedCount += 1;
      const { attempt: _attempt, ...collected } = diagnosticsOf({
        namespace,
        pods: [crashed],
        omitted: [redact(SAID)],
      });
      return Promise.resolve(collected);
    },
  };
  const warn = (message: string) => void warnings.push(message);
  const collect = collectDiagnostics({ kubernetes, activity: () => fakeActivity(), env, warn });
  const input = {
    settings: settingsOf({ resultsDir: dir }),
    scenario: { path: 'a.sh', resultName: 'a', env: { DB_PASSWORD: 'of-metadata' } },
    attempt: 2,
    namespace: 'ns',
  };
  return { collect, input, warnings, collectedCount: () => collectedCount };
}

test('what is known to be secret is in no text: of the environment, of metadata, of the kubeconfig', async () => {
  const dir = await temporaryDirectory();
  const { collect, input } = rig(dir);
  const environmentFile = join(dir, environmentFileNameOf({ runName: 'demo', isLocal: true }, randomUUID()));
  const variables = { A_PASSWORD: 'password-of-env', A_TOKEN: 'token-of-file', PLAIN: 'named-by-user' };
  await writeFile(environmentFile, JSON.stringify(variables), { mode: 0o600 });
  const settings = settingsOf({ resultsDir: dir, environmentFile, secretEnv: ['PLAIN'] });
  expect(await collect({ ...input, settings })).toEqual({ diagnosis: 'pod web-0: container app Error (exit 1)' });
  expect(await readDiagnostics(dir, 'a', 2)).toMatchObject({
    namespace: 'ns',
    attempt: 2,
    omitted: ['*** *** *** *** ***'],
  });
});

test('without the environment nothing is looked at: nobody knows what would have to be taken out', async () => {
  const dir = await temporaryDirectory();
  const { collect, input, collectedCount } = rig(dir);
  const settings = settingsOf({ resultsDir: dir, environmentFile: join(dir, 'removed') });
  expect(await collect({ ...input, settings })).toEqual({});
  expect(collectedCount()).toBe(0);
  expect((await readDiagnostics(dir, 'a', 2))?.omitted).toEqual([
    expect.stringContaining('secrets of the environment cannot be read'),
  ]);
});

test('that nothing can be written does not keep the line from the run', async () => {
  const dir = await temporaryDirectory({ file: '' });
  const { collect, input, warnings } = rig(join(dir, 'file'));
  expect(await collect(input)).toEqual({ diagnosis: 'pod web-0: container app Error (exit 1)' });
  expect(warnings).toEqual(['what a namespace held could not be written']);
});
