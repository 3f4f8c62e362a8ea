import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { COMPLETION_NAMES_MAX } from '../../shared/limits.ts';
import { tabTree } from './command-tree.ts';
import type { NameKind } from './name-kind.ts';

/** Looks names up; bounded in time, empty when they cannot be had. */
export type LookUp = (kind: NameKind) => Promise<readonly string[]>;

/** To the shell: nothing but what is offered, or its own names of files when nothing is. */
const ONLY_THESE = ':4';
const FILES = ':0';

/**
 * What fits the last of the words that were typed after `muster`, one `VALUE<tab>DESCRIPTION` a line, then a directive
 * for the shell's script. Names that a shell would take for more than a name are not offered: shells put them into the
 * command line as they are, and some expand them before.
 */
export async function offersFor(
  root: CommandUnknownOpts,
  words: readonly string[],
  lookUp: LookUp,
): Promise<readonly string[]> {
  const asked = new Set<NameKind>();
  matched(root, words, (kind) => {
    asked.add(kind);
    return [];
  });
  const looked = await Promise.all([...asked].map(async (kind) => [kind, await lookUp(kind)] as const));
  const names = new Map(looked);
  const lines = matched(root, words, (kind) => names.get(kind) ?? [])
    .filter((line) => PLAIN.test(line.split('\t', 1)[0] ?? ''))
    .slice(0, COMPLETION_NAMES_MAX);
  const mayBeFile = asked.has('file') || asked.has('scenario');
  return [...lines, lines.length === 0 && mayBeFile ? FILES : ONLY_THESE];
}

const PLAIN = /^[\w@%+:,./=-]+$/;

/** The library prints what it finds; that is caught here. */
function matched(root: CommandUnknownOpts, words: readonly string[], namesOf: (kind: NameKind) => readonly string[]) {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: unknown) => void lines.push(String(line));
  try {
    tabTree(root, namesOf).parse([...words]);
  } finally {
    console.log = log;
  }
  // Its last line is its own directive.
  return lines.filter((line) => !line.startsWith(':'));
}
