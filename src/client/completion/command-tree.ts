import { RootCommand, type Command as TabCommand } from '@bomb.sh/tab';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { shortOf } from '../reference/command-line-page.ts';
import type { NameKind } from './name-kind.ts';
import { kindOfArgument, kindOfOption } from './name-kind.ts';

/** Names for one word; asked while the words are matched. */
export type NamesOf = (kind: NameKind) => readonly string[];

/** commander's tree as the library for completions knows it: every command, option and value that help shows. */
export function tabTree(root: CommandUnknownOpts, namesOf: NamesOf): RootCommand {
  const tree = new RootCommand();
  describe(tree, root, namesOf);
  for (const command of visibleBelow(root)) {
    const path = pathOf(command).join(' ');
    describe(tree.command(path, shortOf(command)), command, namesOf);
  }
  return tree;
}

function describe(target: TabCommand, command: CommandUnknownOpts, namesOf: NamesOf): void {
  for (const option of command.createHelp().visibleOptions(command)) {
    const name = option.long?.slice(2);
    if (name === undefined) continue;
    const alias = option.short?.slice(1);
    if (!option.required && !option.optional) {
      target.option(name, option.description, alias);
      continue;
    }
    const kind = kindOfOption(option);
    const values = () => option.argChoices ?? (kind === undefined ? [] : namesOf(kind));
    target.option(name, option.description, (offer) => values().forEach((value) => offer(value, '')), alias);
  }
  for (const argument of command.registeredArguments) {
    const kind = kindOfArgument(argument.name());
    const values = () => argument.argChoices ?? (kind === undefined ? [] : namesOf(kind));
    target.argument(argument.name(), (offer) => values().forEach((value) => offer(value, '')), argument.variadic);
  }
}

function visibleBelow(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .flatMap((child) => [child, ...visibleBelow(child)]);
}

/** Without the program's own name. */
function pathOf(command: CommandUnknownOpts): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}
