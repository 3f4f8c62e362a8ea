import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createActivities } from '../../../src/activities/index.ts';
import { BundleCache, directoryDigest, openArtifactStore, sendBundle } from '../../../src/artifacts/index.ts';
import { connectCluster, loadCluster } from '../../../src/kubernetes/index.ts';
import { startSupervisor } from '../../../src/supervisor/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { startWorkflowRig } from '../../support/workflow-rig.ts';

test('a worker runs the bundle that was sent, and refuses a directory of its own that is not the caller’s', async () => {
  const dir = await temporaryDirectory({
    'theirs/a.sh': 'exit 0',
    'mine/sub/a.sh': '#!/bin/bash\n. ./lib/greet.sh\ngreet "from $(basename "$PWD")" > "$OUT"',
    'mine/lib/greet.sh': 'greet() { echo "hello $1"; }',
  });
  const store = await openArtifactStore(join(dir, 'store'), {});
  const bundles = new BundleCache(join(dir, 'cache'), store);
  const kubernetes = connectCluster(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}));
  const supervisor = startSupervisor();
  onTestFinished(() => {
    bundles.close();
    kubernetes.close();
    supervisor.close();
  });
  const out = join(dir, 'out');
  const env = { PATH: process.env['PATH'], OUT: out };
  const activities = createActivities({ kubernetes, supervisor, rootDir: dir, env, bundles });
  await using rig = await startWorkflowRig(inject('temporalAddress'), activities);
  const run = async (input: object) =>
    await rig.client.workflow.execute('runWorkflow', {
      workflowId: `muster-here-${randomUUID()}`,
      taskQueue: rig.taskQueue,
      args: [{ preflight: false, ...input }],
    });

  const { digest } = await directoryDigest(join(dir, 'mine'));
  const refused = await run({ scenariosDir: 'theirs', scenariosDigest: digest }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WorkflowFailedError);
  const causes = JSON.stringify(refused, (_, value: unknown) =>
    value instanceof Error ? Object.assign({}, value, { message: value.message, cause: value.cause }) : value,
  );
  expect(causes).toContain('Plan.DigestMismatch');
  expect(causes).toContain(join(dir, 'theirs'));

  const sent = await sendBundle(store, join(dir, 'mine'));
  await rm(join(dir, 'mine'), { recursive: true });
  const passed = { scenariosDir: '/home/of/the/caller', bundleDigest: sent.digest, passEnv: ['OUT'] };
  await run({ ...passed, selection: { patterns: ['sub/a.sh'] } });
  expect(await readFile(out, 'utf8')).toBe(`hello from ${await bundles.verified(sent.digest)}\n`);
});
