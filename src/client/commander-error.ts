import type { Command, CommanderError } from '@commander-js/extra-typings';
import type { ClientError } from './errors.ts';
import { usageError } from './errors.ts';

interface Named {
  readonly parent: Named | null;
  name(): string;
}

/** What commander refuses, in our words; help and version, which it throws as well, stay what they are. */
export function usageOfCommander(
  error: CommanderError,
  command: Pick<Command, 'name' | 'parent'>,
): ClientError | CommanderError {
  // `commander.help`: a command without its subcommand has just shown its help.
  if (error.exitCode === 0 || error.code === 'commander.help') return error;
  const [what = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const suggestions = hints.flatMap((hint) => /^\(Did you mean (.+)\?\)$/.exec(hint)?.[1] ?? []);
  return usageError(`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`, [
    ...suggestions.map((suggestion) => `did you mean ${suggestion}?`),
    `see: ${fullName(command)} --help`,
  ]);
}

function fullName(command: Named): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
