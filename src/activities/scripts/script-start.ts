import { stat } from 'node:fs/promises';
import { interpreterOf, readScript, type Interpreter } from '../../scenarios/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { shortLine } from '../../shared/one-line.ts';
import type { RunScenarioInput } from '../contract.ts';
import { permanentFailure } from '../failures.ts';
import { StartError } from './start-in-group.ts';

/** Of an interpreter, in a sentence: the first line of a script may be as long as its author likes. */
const NAME_LENGTH_MAX = 100;

/** What runs the script. Throws `Scenario.Changed` when it is no longer the file that was planned. */
export async function unchangedInterpreter(
  scriptPath: string,
  { scenario }: Pick<RunScenarioInput, 'scenario'>,
): Promise<Interpreter> {
  const script = await readScript(scriptPath).catch(() => undefined);
  if (script?.digest === scenario.digest) return interpreterOf(script.head);
  const what = script === undefined ? 'can no longer be read' : 'is not the file that was planned';
  throw permanentFailure(FailureType.ScenarioChanged, `${scenario.path} ${what}; start the run again.`);
}

/** Throws `Scenario.CannotStart` without it: the start itself would blame the interpreter. */
export async function requireDirectory(dir: string): Promise<void> {
  const isDirectory = await stat(dir).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isDirectory) return;
  throw permanentFailure(
    FailureType.ScenarioCannotStart,
    `The working directory ${dir} does not exist on this worker.`,
  );
}

/** A start that the system refused as `Scenario.CannotStart`; anything else as it is. */
export function startFailureOf(error: unknown, path: string, { program }: Interpreter): unknown {
  if (!(error instanceof StartError)) return error;
  return permanentFailure(
    FailureType.ScenarioCannotStart,
    `${path} cannot be started: its interpreter ${shortLine(program, NAME_LENGTH_MAX)} answers ${error.code}.`,
  );
}
