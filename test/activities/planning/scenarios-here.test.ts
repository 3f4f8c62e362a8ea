import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ActivityContext } from '../../../src/activities/activity-context.ts';
import type { Activities, RunScenarioInput } from '../../../src/activities/index.ts';
import { findScenariosHere, type ScenarioSettings } from '../../../src/activities/planning/scenarios-here.ts';
import { planScenariosHere, runScenarioHere } from '../../../src/activities/planning/with-scenarios-here.ts';
import { BundleCache, directoryDigest, openArtifactStore, sendBundle } from '../../../src/artifacts/index.ts';
import type { RunPlan } from '../../../src/shared/plan.ts';
import type { RunInput } from '../../../src/shared/run-input.ts';
import { gate } from '../../support/gate.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function world() {
  const dir = await temporaryDirectory({ 'suite/a.sh': 'exit 0' });
  const store = await openArtifactStore(join(dir, 'store'), {});
  const bundles = new BundleCache(join(dir, 'cache'), store);
  onTestFinished(() => bundles.close());
  const suite = join(dir, 'suite');
  const settings: ScenarioSettings = { scenariosDir: suite, workingDir: '/work' };
  return { dir, store, bundles, suite, settings, digest: (await directoryDigest(suite)).digest };
}

function activityOf(workflowId: string, signal: AbortSignal = new AbortController().signal) {
  const context: ActivityContext = {
    signal,
    attempt: 1,
    executionId: 'x',
    stoppedByWorker: () => false,
    heartbeat: () => undefined,
  };
  return { activity: () => context, temporalServer: { currentWorkflow: () => ({ workflowId, runId: 'run-id' }) } };
}

describe('a directory that must be what the caller has', () => {
  test('is used where it is, once it was compared; another is refused with both digests and what helps', async () => {
    const { suite, settings, digest } = await world();
    const find = findScenariosHere(undefined);
    const wanted = { ...settings, scenariosDigest: digest };
    expect(await find(wanted, 'run-1')).toMatchObject({ scenariosDir: suite, workingDir: '/work' });
    await writeFile(join(suite, 'a.sh'), 'exit 1');
    // Once per run: what changes later is found by each script's own digest.
    await find(wanted, 'run-1');
    const refused = find(wanted, 'run-2');
    await expect(refused).rejects.toMatchObject({ type: 'Plan.DigestMismatch', nonRetryable: true });
    await expect(refused).rejects.toThrow(digest.slice(0, 12));
    await expect(refused).rejects.toThrow(suite);
    await expect(refused).rejects.toThrow('--bundle');
    await writeFile(join(suite, 'a.sh'), 'exit 0');
    await find(wanted, 'run-2');
  });

  test('that is not there is said', async () => {
    const { settings, digest } = await world();
    const gone = { ...settings, scenariosDir: '/not/there', scenariosDigest: digest };
    await expect(findScenariosHere(undefined)(gone, 'r')).rejects.toMatchObject({ type: 'Plan.NoDirectory' });
  });
});

describe('a bundle', () => {
  test('is unpacked here, and is both the directory of scripts and the one they start in', async () => {
    const { store, bundles, suite, settings } = await world();
    const { digest } = await sendBundle(store, suite);
    await rm(suite, { recursive: true });
    const find = findScenariosHere(bundles);
    const here = await find({ ...settings, bundleDigest: digest }, 'run-1');
    expect(await readFile(join(here.scenariosDir, 'a.sh'), 'utf8')).toBe('exit 0');
    expect(here.workingDir).toBe(here.scenariosDir);
    const again = await find({ ...settings, bundleDigest: digest }, 'run-1');
    expect(again.scenariosDir).toBe(here.scenariosDir);
    here.release();
    again.release();
  });

  test('that went from the cache between two scripts is fetched again', async () => {
    const { dir, store, bundles, suite, settings } = await world();
    const wanted = { ...settings, bundleDigest: (await sendBundle(store, suite)).digest };
    const find = findScenariosHere(bundles);
    (await find(wanted, 'run-1')).release();
    await rm(join(dir, 'cache'), { recursive: true });
    const here = await find(wanted, 'run-1');
    expect(await readFile(join(here.scenariosDir, 'a.sh'), 'utf8')).toBe('exit 0');
  });

  test('is left to other workers by one without a store, and refused where the store has none', async () => {
    const { bundles, settings } = await world();
    const wanted = { ...settings, bundleDigest: '0'.repeat(64) };
    await expect(findScenariosHere(undefined)(wanted, 'r')).rejects.toMatchObject({
      type: 'Artifacts.Unusable',
      nonRetryable: false,
    });
    await expect(findScenariosHere(bundles)(wanted, 'r')).rejects.toMatchObject({
      type: 'Bundle.Invalid',
      nonRetryable: true,
    });
  });
});

describe('activities', () => {
  const input = (settings: object) => ({ settings }) as unknown as RunScenarioInput;

  test('a plan is made of what lies here, and names what the caller named', async () => {
    const { store, bundles, suite } = await world();
    const { digest } = await sendBundle(store, suite);
    const seen: RunInput[] = [];
    const plan = ((given: RunInput) => {
      seen.push(given);
      return Promise.resolve({ settings: { ...given } } as unknown as RunPlan);
    }) as Activities['planRun'];
    const deps = { ...activityOf('muster-r'), findScenarios: findScenariosHere(bundles) };
    const planned = await planScenariosHere(
      plan,
      deps,
      (path) => `/root/${path}`,
    )({
      scenariosDir: 'named',
      bundleDigest: digest,
    });
    expect(await readFile(join(seen[0]?.scenariosDir ?? '', 'a.sh'), 'utf8')).toBe('exit 0');
    expect(planned.settings).toMatchObject({ scenariosDir: '/root/named', bundleDigest: digest });
  });

  test('scripts of one run compare the directory once, those of the next run anew', async () => {
    const keys: string[] = [];
    const findScenarios = (_: ScenarioSettings, key: string) => {
      keys.push(key);
      return Promise.resolve({ scenariosDir: '/here', workingDir: '/here', release: () => undefined });
    };
    const run = ((given: RunScenarioInput) => Promise.resolve(given)) as unknown as Activities['runScenario'];
    for (const id of ['muster-a/b/0123abcd/x/y.sh', 'muster-a/b/0123abcd/z.sh', 'muster-a/b/9999ffff/z.sh']) {
      const ran = await runScenarioHere(run, { ...activityOf(id), findScenarios })(input({ scenariosDigest: 'd' }));
      expect(ran).toMatchObject({ settings: { scenariosDir: '/here', workingDir: '/here' } });
    }
    expect(keys).toEqual(['muster-a/b/0123abcd', 'muster-a/b/0123abcd', 'muster-a/b/9999ffff']);
  });

  test('a script that is cancelled while its bundle is fetched does not start, and lets go of the bundle', async () => {
    const cancelling = new AbortController();
    const fetched = gate<{ scenariosDir: string; workingDir: string; release: () => void }>();
    const released = gate();
    const run = (() => Promise.reject(new Error('it started'))) as Activities['runScenario'];
    const deps = { ...activityOf('muster-r/0123abcd/a.sh', cancelling.signal), findScenarios: () => fetched.opened };
    const running = runScenarioHere(run, deps)(input({ bundleDigest: 'd' }));
    cancelling.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    fetched.open({ scenariosDir: '/x', workingDir: '/x', release: () => released.open() });
    await released.opened;
  });

  test('runs that ask for neither are left alone', async () => {
    const run = ((given: RunScenarioInput) => Promise.resolve(given)) as unknown as Activities['runScenario'];
    const findScenarios = () => Promise.reject(new Error('asked'));
    const given = input({ scenariosDir: '/as/it/was' });
    expect(await runScenarioHere(run, { ...activityOf('x'), findScenarios })(given)).toBe(given);
  });
});
