/** What a word on the command line names, told by the placeholder that its help shows. */
export type NameKind = 'run' | 'scenario' | 'context' | 'code' | 'setting' | 'file';

const kinds: Readonly<Record<string, NameKind>> = {
  RUN: 'run',
  'RUN/SCENARIO': 'run',
  SCENARIO: 'scenario',
  PATTERN: 'scenario',
  CODE: 'code',
  KEY: 'setting',
  FILE: 'file',
  DIR: 'file',
};

/** Of an argument, by its name: `RUN`. */
export function kindOfArgument(name: string): NameKind | undefined {
  return kinds[name];
}

/** Of an option's value: `--context <NAME>`, `--config <FILE>`. Undefined: nobody can know what belongs there. */
export function kindOfOption({ long, flags }: { readonly long?: string | undefined; readonly flags: string }) {
  if (long === '--context') return 'context';
  const [, placeholder = ''] = /[<[]([^\]>]+)[\]>]/.exec(flags) ?? [];
  return kinds[placeholder.replace(/\.\.\.$/, '')];
}
