import type { Argument, CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { GENERATED } from './generated.ts';

/** docs/reference/command-line.md from the tree of commands. */
export function commandLinePage(root: CommandUnknownOpts): string {
  const commands = visible(root);
  return `${[
    GENERATED,
    '# Command line',
    '',
    'What a command prints for programs goes to stdout, everything for people to stderr. Every command has `--help`.',
    'Settings come from flags, the environment and the [configuration file](configuration.md), in this order.',
    '',
    '| command | |',
    '|---|---|',
    ...commands.map((command) => `| [\`${fullName(command)}\`](#${anchorOf(command)}) | ${cell(shortOf(command))} |`),
    ...commands.flatMap(commandLines),
  ].join('\n')}\n`;
}

/** Depth first, without commands that only group others, and without what is hidden from help. */
function visible(command: CommandUnknownOpts): CommandUnknownOpts[] {
  const shown = command.createHelp().visibleCommands(command);
  const children = shown.filter((child) => child.name() !== 'help');
  return children.flatMap((child) => (child.commands.length > 0 ? visible(child) : [child]));
}

function fullName(command: CommandUnknownOpts): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

const anchorOf = (command: CommandUnknownOpts) => fullName(command).replaceAll(' ', '-');

/** As the list of commands says it, else the first sentence. */
export function shortOf(command: CommandUnknownOpts): string {
  return (
    command.summary() ||
    (command
      .description()
      .replaceAll('\n', ' ')
      .split(/(?<=\.) /, 1)[0] ??
      '')
  );
}

function commandLines(command: CommandUnknownOpts): string[] {
  const { registeredArguments } = command;
  const options = command.options.filter(({ hidden }) => !hidden);
  const aliases = command.aliases().map((alias) => `\`${alias}\``);
  return [
    '',
    `## ${fullName(command)}`,
    '',
    command.description(),
    '',
    '```',
    [fullName(command), ...registeredArguments.map(argumentText), ...(options.length > 0 ? ['[options]'] : [])].join(
      ' ',
    ),
    '```',
    ...(aliases.length > 0 ? ['', `Also: ${aliases.join(', ')}.`] : []),
    ...rows('argument', registeredArguments.map(argumentRow)),
    ...rows('option', options.map(optionRow)),
  ];
}

function rows(kind: string, all: readonly string[]): string[] {
  return all.length === 0 ? [] : ['', `| ${kind} | |`, '|---|---|', ...all];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? name : `[${name}]`;
}

function argumentRow(argument: Argument): string {
  return `| \`${argumentText(argument)}\` | ${cell(argument.description)} |`;
}

function optionRow({ flags, description, argChoices }: Option): string {
  const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
  return `| \`${cell(flags)}\` | ${cell(description + choices)} |`;
}

/** Text within a cell: a bar would end it, and angle brackets would be taken for HTML. */
function cell(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/<([^>]*)>/g, '$1');
}
