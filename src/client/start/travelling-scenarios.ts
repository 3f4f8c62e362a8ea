import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunInput } from '../../shared/run-input.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { usageError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';

type Travelling = Pick<RunInput, 'bundleDigest' | 'scenariosDigest'>;
type TravelOptions = Pick<RunOptions, 'cluster' | 'scenariosDir' | 'bundle' | 'bundleDigest' | 'artifacts'>;

/**
 * By what the workers of somebody else know that they run what lies here: a bundle of it, which is sent now, or its
 * digest, where the directory is here, too. Empty where scripts run on this machine, and where only the workers have
 * them. Throws `Artifacts.*`, `Plan.NoDirectory`.
 */
export async function travellingScenarios(invocation: Invocation, options: TravelOptions): Promise<Travelling> {
  const { cluster, bundle, bundleDigest } = options;
  if (cluster.kind !== 'worker') {
    if (bundle === true) say(invocation, ['! no bundle is sent: scripts run where they lie, on this machine']);
    return {};
  }
  if (bundleDigest !== undefined) return { bundleDigest };
  const dir = resolve(invocation.cwd, options.scenariosDir);
  if (bundle === true) return { bundleDigest: await send(invocation, options, dir) };
  return existsSync(dir) ? await digestOf(invocation, dir) : {};
}

async function send(invocation: Invocation, { artifacts }: TravelOptions, dir: string): Promise<string> {
  if (artifacts === undefined) {
    throw usageError(
      'There is no artifact store through which the scenarios could be sent',
      'name it: --artifacts URL',
    );
  }
  const { openArtifactStore, sendBundle, shortDigest, sizeText } = await import('../../artifacts/index.ts');
  const store = await openArtifactStore(artifacts, invocation.env);
  try {
    const sent = await sendBundle(store, dir);
    const files = `${sent.fileCount} ${sent.fileCount === 1 ? 'file' : 'files'}, ${sizeText(sent.packedBytes)}`;
    const how = sent.isNew ? 'sent to' : 'already in';
    say(invocation, [`▸ bundle ${shortDigest(sent.digest)} (${files}) ${how} ${store.place}`]);
    return sent.digest;
  } finally {
    store.close();
  }
}

/** What is too large to be compared, or cannot be read as a whole, is not compared: a run of it was always possible. */
async function digestOf(invocation: Invocation, dir: string): Promise<Travelling> {
  const { ArtifactsError, directoryDigest } = await import('../../artifacts/index.ts');
  try {
    return { scenariosDigest: (await directoryDigest(dir)).digest };
  } catch (error) {
    const isPassedOver =
      error instanceof ArtifactsError &&
      (error.type === FailureType.ArtifactsUnusable || error.type === FailureType.PlanNoDirectory);
    if (!isPassedOver) throw error;
    say(invocation, [`! not compared with what the workers have: ${error.message}`]);
    return {};
  }
}
