import { RUN_INPUT_BYTES_MAX } from '../../shared/limits.ts';
import { completeRunInput, type RunInput } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';

/** What the worker would refuse, said before anything starts and in the words of the command line: exit 2. */
export function checkInput(input: RunInput): void {
  requireSmall(input);
  const completed = completeRunInput(input);
  if (!('problems' in completed)) return;
  const [first = '', ...others] = completed.problems.map(inFlagsWords);
  throw usageError(first, ['see: muster run --help', ...others]);
}

function requireSmall(input: RunInput): void {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes <= RUN_INPUT_BYTES_MAX) return;
  const { patterns = [], paths = [] } = input.selection ?? {};
  const mib = (count: number) => `${(count / 1_048_576).toFixed(1)} MiB`;
  throw usageError(
    `What the run is given is too large: ${mib(bytes)}, and at most ${mib(RUN_INPUT_BYTES_MAX)} can be handed over`,
    'name directories or globs instead of every script, or choose by --tag, -g or --shard I/N',
    `it names ${patterns.length + paths.length} scripts or patterns`,
  );
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
