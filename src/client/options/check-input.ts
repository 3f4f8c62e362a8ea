import { completeRunInput, type RunInput } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';

/** What the worker would refuse, said before anything starts and in the words of the command line: exit 2. */
export function checkInput(input: RunInput): void {
  const completed = completeRunInput(input);
  if (!('problems' in completed)) return;
  const [first = '', ...others] = completed.problems.map(inFlagsWords);
  throw usageError(first, ['see: muster run --help', ...others]);
}

/** What does not have the name of its field; its keys follow after a dot. */
const setupFlags: readonly (readonly [field: string, flag: string])[] = [
  ['labels', '--namespace-label'],
  ['annotations', '--namespace-annotation'],
  ['quota', '--quota'],
  ['limitDefaults', '--limit-default'],
  ['networkPolicy', '--network-policy'],
  ['podSecurity', '--pod-security'],
  ['applyFiles', '--apply'],
];

/** `namespacePrefix: must be …` → `--namespace-prefix: must be …`; a key of the setup follows its flag, a place in a list is left out. */
function inFlagsWords(problem: string): string {
  const [field = '', ...rest] = problem.split(':');
  if (field === 'namespaceSetup') return `${setupFlags.map(([, flag]) => flag).join(', ')} together:${rest.join(':')}`;
  for (const [name, flag] of setupFlags) {
    const prefix = `namespaceSetup.${name}`;
    if (field === prefix) return `${flag}:${rest.join(':')}`;
    if (field.startsWith(`${prefix}.`)) return `${flag} ${field.slice(prefix.length + 1)}:${rest.join(':')}`;
  }
  const flag = field
    .replace(/\.\d+$/, '')
    .replace(/Ms$/, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${flag}:${rest.join(':')}`;
}
