import type { MetadataCase } from './hostile-case.ts';

const laughs = Array.from({ length: 30 }, (_, level) =>
  level === 0
    ? 'a0: &a0 [lol]'
    : `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
).join('\n');

const rows: readonly (readonly [name: string, planted: string, holds: MetadataCase['holds']])[] = [
  ['aliases that grow by nine at each of thirty levels', laughs, 'refused'],
  ['an alias of itself', 'tags: &a [*a]', 'refused'],
  ['an alias of itself under a key that nobody reads', 'a: &a [*a]', 'accepted'],
  ['lists in lists, ten thousand deep', `tags: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'refused'],
  ['maps in maps by indentation, two hundred deep', nested(200), 'accepted'],
  ['ten megabytes in one block', `name: ${'x'.repeat(10 * 1024 * 1024)}`, 'refused'],
  ['one key twice', 'timeout: 1m\ntimeout: 2h', 'refused'],
  ['the prototype as a key', '__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: yes } }', 'accepted'],
  ['the prototype as a variable', 'env: { __proto__: polluted, constructor: polluted, OK: fine }', 'accepted'],
  ['a tag that would make a function of a text', 'name: !!js/function "process.exit()"', 'accepted'],
  ['two documents', 'name: a\n---\nname: b', 'refused'],
  ['a NUL in a variable', 'env: { A: "x\\0y" }', 'refused'],
  ['an escape sequence as the name of a variable', 'env: { "\\e[2J\\n::error::x": y }', 'refused'],
  ['an escape sequence as a time limit', 'timeout: "\\e]0;title\\a\\n::error::x"', 'refused'],
  ['escape sequences in the name', 'name: "\\e[2J\\e]0;title\\a"', 'accepted'],
  ['sixty kilobytes of variables', `env: { A: "${'x'.repeat(60_000)}" }`, 'accepted'],
  ['a time limit beyond every number', `timeout: ${'9'.repeat(400)}s`, 'refused'],
  ['a number with an exponent for retries', 'retries: 1e3', 'refused'],
  ['skip codes that would skip what passed', 'skip_exit_codes: [0, 77]', 'refused'],
];

function nested(levels: number): string {
  const keys = Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}k:`);
  return `${keys.join('\n')} v`;
}

export const metadataRows: readonly MetadataCase[] = rows.map(([name, planted, holds]) => ({
  layer: 'metadata',
  name,
  planted,
  holds,
}));
