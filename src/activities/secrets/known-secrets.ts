import type { PlannedScenario, RunSettings } from '../../shared/plan.ts';
import { baseEnvironment, type Environment } from '../scripts/script-environment.ts';
import { secretsOf } from '../scripts/script-output.ts';

/** What a script gets of its caller's environment, and what of it may stand in no log. */
export interface KnownSecrets {
  readonly variables: Environment;
  readonly secrets: readonly string[];
}

/**
 * For the script itself, and for whatever else is kept of its attempt. `workerEnv`: what it gets where no caller handed
 * over its own. Throws `Scenario.CannotStart` when the caller's environment cannot be read.
 */
export async function knownSecrets(
  settings: Pick<RunSettings, 'environmentFile' | 'passEnv' | 'secretEnv'>,
  scenario: Pick<PlannedScenario, 'env'>,
  workerEnv: NodeJS.ProcessEnv,
): Promise<KnownSecrets> {
  const { environmentFile, passEnv, secretEnv = [] } = settings;
  const { variables, secretNames } = await baseEnvironment(environmentFile, workerEnv, passEnv);
  return { variables, secrets: secretsOf({ ...variables, ...scenario.env }, [...secretNames, ...secretEnv]) };
}
