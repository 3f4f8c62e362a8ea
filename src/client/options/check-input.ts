import { completeRunInput, type RunInput } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';

/** What the worker would refuse, said before anything starts and in the words of the command line: exit 2. */
export function checkInput(input: RunInput): void {
  const completed = completeRunInput(input);
  if (!('problems' in completed)) return;
  const [first = '', ...others] = completed.problems.map(inFlagsWords);
  throw usageError(first, ['see: muster run --help', ...others]);
}

/** `namespacePrefix: must be …` → `--namespace-prefix: must be …`. */
function inFlagsWords(problem: string): string {
  const [field = '', ...rest] = problem.split(':');
  const flag = field.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${flag}:${rest.join(':')}`;
}
